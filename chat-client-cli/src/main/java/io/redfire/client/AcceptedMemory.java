package io.redfire.client;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.RoomRewound;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The client's own newest accepted messages, kept so that those which the log has lost can be sent
 * again. Used on the client's own thread only.
 *
 * <p>Three things tell of a loss. A rewind does, but it is about what this client's reader was
 * given: acknowledgements run ahead of a reader, and where only entries that it had not reached are
 * lost, its cursor stands and there is no rewind. So an entry with another tag than the one that
 * was accepted at its seq tells it too: the tag names the whole past, hence the history that held
 * everything accepted after it is gone as well. And so does a reader who has caught up before the
 * seq of a message that was accepted on an earlier connection. What is accepted on the connection
 * itself does not count there, as the log may have been read before the message was in it.
 *
 * <p>Each may be a false alarm: a node can be behind the log for a moment, and messages of the log
 * that took the lost one's place may be taken for lost as well. To send again is harmless, because
 * a message whose id stands in the log is answered with where it stands and not stored twice; an id
 * too old for the server to remember is refused, never stored.
 *
 * <p>Where a message stood that is sent again is kept too, beside where it stands by then: an
 * answer to it may name the place that it had.
 *
 * <p>Bounded in messages and in characters; a loss that reaches further back than this is beyond
 * what a client makes good. So is one in a room that it does not follow.
 */
final class AcceptedMemory {
  private record Place(String room, long seq) {}

  private record Kept(Outgoing message, Place place, String tag, int connection) {
    boolean isIn(String room) {
      return place.room().equals(room);
    }

    boolean stands(Entry entry) {
      return place.seq() == entry.getSeq() && tag.equals(entry.getTag());
    }
  }

  /** A place that a message had, and where it is to be found since. */
  private record Former(Place place, String tag, Standing standing) {}

  private final int mostMessages;
  private final long mostCharacters;
  private final Deque<Kept> kept = new ArrayDeque<>();

  /** The same ones by place, since every entry of every room asks. */
  private final Map<Place, List<Kept>> places = new HashMap<>();

  /** Oldest first, as many as messages at the most. */
  private final Deque<Former> former = new ArrayDeque<>();

  private long characters;
  private int connection;

  AcceptedMemory(int mostMessages, long mostCharacters) {
    this.mostMessages = mostMessages;
    this.mostCharacters = mostCharacters;
  }

  /** What was added before this was accepted on an earlier connection. */
  void connecting() {
    connection++;
  }

  void add(Outgoing message, Accepted answer) {
    Place place = new Place(message.room(), answer.getSeq());
    Kept one = new Kept(message, place, answer.getTag(), connection);
    kept.addLast(one);
    places.computeIfAbsent(place, none -> new ArrayList<>(1)).add(one);
    characters += message.text().length();
    while (kept.size() > mostMessages || characters > mostCharacters) {
      forgotten(kept.removeFirst());
    }
  }

  /**
   * Where the message stands that was accepted at this seq; null where none was, or another one
   * than is meant.
   *
   * @param tag the tag of what is meant; empty for whatever was accepted there
   */
  @Nullable Standing at(String room, long seq, String tag) {
    List<Kept> here = places.getOrDefault(new Place(room, seq), List.of());
    return here.stream()
        .filter(one -> tag.isEmpty() || tag.equals(one.tag()))
        .reduce((older, newer) -> newer)
        .map(one -> one.message().standing())
        .orElse(null);
  }

  /**
   * Where the message stands by now that was accepted at this seq and was lost since; null where
   * none was, or another one than is meant.
   *
   * @param tag the tag of what is meant; empty for whatever was accepted there last
   */
  @Nullable Standing formerlyAt(String room, long seq, String tag) {
    Place place = new Place(room, seq);
    Iterator<Former> newestFirst = former.descendingIterator();
    while (newestFirst.hasNext()) {
      Former one = newestFirst.next();
      if (one.place().equals(place) && (tag.isEmpty() || tag.equals(one.tag()))) {
        return one.standing();
      }
    }
    return null;
  }

  /** Removes and returns the room's messages after the fork. */
  List<Outgoing> withdraw(RoomRewound rewound) {
    return withdraw(one -> one.isIn(rewound.getRoom()) && one.place().seq() > rewound.getForkSeq());
  }

  /**
   * Where something else than this entry was accepted at its seq, removes and returns the room's
   * messages from there on, but for the one that the entry shows to stand.
   */
  List<Outgoing> withdraw(Entry entry) {
    List<Kept> here = places.get(new Place(entry.getRoom(), entry.getSeq()));
    if (here == null || here.stream().allMatch(one -> one.stands(entry))) {
      return List.of();
    }
    return withdraw(
        one ->
            one.isIn(entry.getRoom()) && one.place().seq() >= entry.getSeq() && !one.stands(entry));
  }

  /** Removes and returns the room's messages of earlier connections after where a reader ended. */
  List<Outgoing> withdraw(CaughtUp end) {
    return withdraw(
        one ->
            one.isIn(end.getRoom())
                && one.place().seq() > end.getSeq()
                && one.connection() != connection);
  }

  private List<Outgoing> withdraw(Predicate<Kept> lost) {
    List<Kept> withdrawn = kept.stream().filter(lost).toList();
    kept.removeIf(lost);
    withdrawn.forEach(this::forgotten);
    withdrawn.forEach(this::moved);
    return withdrawn.stream().map(Kept::message).toList();
  }

  private void moved(Kept one) {
    former.addLast(new Former(one.place(), one.tag(), one.message().standing()));
    if (former.size() > mostMessages) {
      former.removeFirst();
    }
  }

  private void forgotten(Kept one) {
    characters -= one.message().text().length();
    places.computeIfPresent(
        one.place(), (place, here) -> here.remove(one) && here.isEmpty() ? null : here);
  }
}
