package io.redfire.core.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The logs of all rooms. Thread-safe.
 *
 * <p>{@link #append} returns at once; every other method blocks until the store has answered and
 * throws {@link LogException} where it does not.
 */
public interface MessageLog extends AutoCloseable {
  /**
   * Appends a message, an edit or an erasure, at most once for its sender and id. In the moment in
   * which an edit or an erasure stands in the log, the message that it changes shows it too.
   *
   * <p>Messages of one room that are handed in one after the other stand in that order; where one
   * of them fails, {@link Lane} tells what becomes of those behind it. The future ends on a thread
   * of the log, so what hangs on it must be short: with the message's place once it stands in the
   * log, or with a {@link LogException}. {@code UNAVAILABLE} leaves open whether it stands there;
   * appending it again with the same id tells.
   *
   * @param replicas how many replicas are to have it before the future ends; 0 waits for none.
   *     Where they do not have it in time, or there are fewer, the future ends well all the same,
   *     with the level that was reached
   */
  CompletableFuture<Appended> append(NewEntry entry, Lane lane, int replicas);

  /** Appends what nothing follows, and waits for no replica. */
  default CompletableFuture<Appended> append(NewEntry entry) {
    return append(entry, new Lane(), 0);
  }

  /**
   * Reads what follows a position.
   *
   * @param after where the reader is; the tag may be {@link Position#UNKNOWN_TAG} for "whatever is
   *     at that seq"
   * @param limit entries wanted, at most
   */
  Page readAfter(RoomName room, Position after, int limit);

  /**
   * Reads the newest entries before a seq.
   *
   * @param before {@link Long#MAX_VALUE} for the newest of all
   * @param limit entries wanted, at most; 0 asks for the bounds alone
   */
  Page readBefore(RoomName room, long before, int limit);

  /**
   * Reads a thread: its root, then replies in their order. Throws a {@link LogException} where
   * there is no such thread: {@code MESSAGE_ABSENT}, {@code NOT_A_MESSAGE}, {@code THREAD_NESTED}.
   *
   * @param root the seq of the message that the thread is of
   * @param from the seq of the newest reply that is wanted, as {@link Gathered#next} told; 0 for
   *     the newest of all
   * @param limit replies wanted, at most
   */
  Gathered thread(RoomName room, long root, long from, int limit);

  /**
   * Reads messages that are pinned, the one that was pinned last first.
   *
   * @param from as {@link Gathered#next} told; 0 for the first ones
   * @param limit messages wanted, at most
   */
  Gathered pins(RoomName room, long from, int limit);

  /**
   * Reads some entries, wherever they stand; faster than one by one where they are many.
   *
   * @param seqs each greater than the one before
   * @return those that are in the log, in the same order
   */
  default List<Entry> readAt(RoomName room, List<Long> seqs) {
    List<Entry> entries = new ArrayList<>();
    for (long seq : seqs) {
      readAfter(room, new Position(seq - 1, Position.UNKNOWN_TAG), 1).entries().stream()
          .filter(entry -> entry.seq() == seq)
          .forEach(entries::add);
    }
    return entries;
  }

  /** Where the room's log begins and ends. */
  default Bounds bounds(RoomName room) {
    return readBefore(room, Long.MAX_VALUE, 0).bounds();
  }

  /**
   * Finds how much of what a reader knows is still true.
   *
   * @param known places that the reader knows, newest first
   * @return the newest of them that is in the log, or that is older than what the log keeps
   */
  Optional<Position> newestInLog(RoomName room, List<Position> known);

  /**
   * Looks quickly at the ends of many logs. A look is no proof: it can miss that entries were
   * replaced, and tells an end that nobody has walked to as a seq without a tag. Logs that cannot
   * be looked at while others can are left out.
   */
  Map<RoomName, Position> peek(Collection<RoomName> rooms);

  /** Notes that the room is in use, so that {@link #rooms} lists it. */
  void note(RoomName room);

  /**
   * The rooms that were written to or noted, in the order of their names' bytes.
   *
   * @param after empty for the first ones
   */
  List<RoomName> rooms(Optional<RoomName> after, int limit);

  /**
   * As {@link #rooms}, by place instead of by name. A room that is listed stays listed, so a name
   * stands at the same place later or, where others came before it, at a later one.
   *
   * @param place how many are passed over
   */
  List<RoomName> roomsFrom(long place, int limit);

  /** Appends what was handed in, then lets go of the store. */
  @Override
  void close();
}
