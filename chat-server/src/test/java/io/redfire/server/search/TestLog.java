package io.redfire.server.search;

import io.redfire.core.log.Appended;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.Change;
import io.redfire.core.log.Content;
import io.redfire.core.log.Echo;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Gathered;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.Ties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Logs in memory that are read, changed and replaced. For one thread. */
final class TestLog implements MessageLog {
  /** What happens at each read. */
  Runnable atRead = () -> {};

  private final Map<RoomName, List<Entry>> rooms = new HashMap<>();

  private List<Entry> entries(RoomName room) {
    return rooms.computeIfAbsent(room, name -> new ArrayList<>());
  }

  /**
   * Puts a message at the end.
   *
   * @param history tells logs apart that hold other entries at the same places; one digit
   */
  void say(RoomName room, String text, int history) {
    put(room, new Content.Text(text), history);
  }

  void edit(RoomName room, long seq, String text, int history) {
    Change change = put(room, new Content.Edit(seq, text), history);
    set(
        room,
        seq,
        new Content.Text(text, Optional.empty(), change, Ties.NONE, List.of(), Echo.NONE));
  }

  void erase(RoomName room, long seq, int history) {
    Change change = put(room, new Content.Erasure(seq, 0), history);
    set(room, seq, new Content.Erased(change, Ties.NONE, Echo.NONE));
  }

  private Change put(RoomName room, Content content, int history) {
    List<Entry> entries = entries(room);
    long seq = entries.size() + 1L;
    entries.add(entry(position(seq, history), content));
    return new Change(seq, Instant.EPOCH);
  }

  private void set(RoomName room, long seq, Content content) {
    List<Entry> entries = entries(room);
    int place = Math.toIntExact(seq - 1);
    entries.set(place, entry(entries.get(place).position(), content));
  }

  static Position position(long seq, int history) {
    return new Position(seq, history + String.format("%015x", seq));
  }

  private static Entry entry(Position position, Content content) {
    return new Entry("", position, null, "alice", Instant.ofEpochMilli(position.seq()), content);
  }

  /** Begins anew. */
  void delete(RoomName room) {
    rooms.remove(room);
  }

  private Position head(RoomName room) {
    return at(room, entries(room).size());
  }

  private Position at(RoomName room, long seq) {
    return seq == 0 ? Position.ORIGIN : entries(room).get(Math.toIntExact(seq - 1)).position();
  }

  @Override
  public Page readAfter(RoomName room, Position after, int limit) {
    atRead.run();
    Bounds bounds = new Bounds(Position.ORIGIN, head(room));
    if (newestInLog(room, List.of(after)).isEmpty()) {
      return new Page(Page.Status.DIVERGED, bounds, after, List.of());
    }
    List<Entry> all = entries(room);
    int from = Math.toIntExact(after.seq());
    int to = Math.min(all.size(), from + limit);
    return new Page(Page.Status.OK, bounds, at(room, from), List.copyOf(all.subList(from, to)));
  }

  @Override
  public Page readBefore(RoomName room, long before, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Position> newestInLog(RoomName room, List<Position> known) {
    return known.stream()
        .filter(place -> place.seq() <= head(room).seq())
        .filter(
            place ->
                place.tag().equals(Position.UNKNOWN_TAG) || at(room, place.seq()).equals(place))
        .findFirst();
  }

  @Override
  public Map<RoomName, Position> peek(Collection<RoomName> wanted) {
    Map<RoomName, Position> ends = new HashMap<>();
    for (RoomName room : wanted) {
      Position end = head(room);
      // As the real one, which has walked to no end of what is not there.
      ends.put(room, end.seq() == 0 ? new Position(0, Position.UNKNOWN_TAG) : end);
    }
    return ends;
  }

  @Override
  public CompletableFuture<Appended> append(NewEntry entry, Lane lane, int replicas) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Gathered thread(RoomName room, long root, long from, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Gathered pins(RoomName room, long from, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void note(RoomName room) {}

  @Override
  public List<RoomName> rooms(Optional<RoomName> after, int limit) {
    return List.of();
  }

  @Override
  public List<RoomName> roomsFrom(long place, int limit) {
    return List.of();
  }

  @Override
  public void close() {}

  static LogException away() {
    return new LogException(LogException.Reason.UNAVAILABLE, "away", null);
  }
}
