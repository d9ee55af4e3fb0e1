package io.redfire.testing.fuzz;

import io.redfire.core.log.AckLevel;
import io.redfire.core.log.Appended;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.Entry;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Gathered;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A log in memory for the fuzzing of what stands before a log: the same lines in every room, read
 * by the rules of the real one. It neither edits nor checks ids. For one thread.
 */
public final class LineLog implements MessageLog {
  private final List<byte[]> lines = new ArrayList<>();

  /** As another program pushes a line. */
  public void push(byte[] line) {
    lines.add(line);
  }

  /** As another program deletes the list. */
  public void delete() {
    lines.clear();
  }

  /** All entries, from the first on. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    Position last = Position.ORIGIN;
    for (byte[] line : lines) {
      Entry entry = EntryCodec.decode(last, line);
      entries.add(entry);
      last = entry.position();
    }
    return entries;
  }

  /** The newest position. */
  public Position head() {
    List<Entry> entries = entries();
    return entries.isEmpty() ? Position.ORIGIN : entries.get(entries.size() - 1).position();
  }

  @Override
  public CompletableFuture<Appended> append(NewEntry entry, Lane lane, int replicas) {
    push(EntryCodec.encode(entry));
    return CompletableFuture.completedFuture(new Appended(head(), false, AckLevel.ACCEPTED, 0));
  }

  @Override
  public Page readAfter(RoomName room, Position after, int limit) {
    List<Entry> entries = entries();
    Bounds bounds = new Bounds(Position.ORIGIN, head());
    if (newestInLog(room, List.of(after)).isEmpty()) {
      return new Page(Page.Status.DIVERGED, bounds, after, List.of());
    }
    int from = (int) after.seq();
    int to = (int) Math.min(entries.size(), (long) from + limit);
    return new Page(
        Page.Status.OK, bounds, at(entries, from), List.copyOf(entries.subList(from, to)));
  }

  @Override
  public Page readBefore(RoomName room, long before, int limit) {
    List<Entry> entries = entries();
    int to = (int) Math.max(0, Math.min(entries.size(), before - 1));
    int from = Math.max(0, to - limit);
    return new Page(
        Page.Status.OK,
        new Bounds(Position.ORIGIN, head()),
        at(entries, from),
        List.copyOf(entries.subList(from, to)));
  }

  @Override
  public Optional<Position> newestInLog(RoomName room, List<Position> known) {
    List<Entry> entries = entries();
    return known.stream()
        .filter(place -> place.seq() <= entries.size())
        .filter(
            place ->
                place.tag().equals(Position.UNKNOWN_TAG)
                    || at(entries, (int) place.seq()).tag().equals(place.tag()))
        .findFirst();
  }

  @Override
  public Gathered thread(RoomName room, long root, long from, int limit) {
    throw new LogException(LogException.Reason.MESSAGE_ABSENT, "threads are not kept here", null);
  }

  @Override
  public Gathered pins(RoomName room, long from, int limit) {
    return new Gathered(new Bounds(Position.ORIGIN, head()), List.of(), 0);
  }

  private static Position at(List<Entry> entries, int seq) {
    return seq == 0 ? Position.ORIGIN : entries.get(seq - 1).position();
  }

  @Override
  public Map<RoomName, Position> peek(Collection<RoomName> rooms) {
    return rooms.stream().distinct().collect(Collectors.toMap(Function.identity(), r -> head()));
  }

  @Override
  public void note(RoomName room) {}

  @Override
  public List<RoomName> rooms(Optional<RoomName> after, int limit) {
    return after.isEmpty() ? List.of(new RoomName("chat")) : List.of();
  }

  @Override
  public List<RoomName> roomsFrom(long place, int limit) {
    return place == 0 ? List.of(new RoomName("chat")) : List.of();
  }

  @Override
  public void close() {}
}
