package io.redfire.core.log;

import java.util.List;
import java.util.stream.LongStream;

/**
 * What others made of a message since it was sent, as it stands now.
 *
 * @param replies how many messages its thread has, but for the erased ones
 * @param lastReply the seq of the newest message of its thread, erased or not; 0 where there is
 *     none
 * @param recountedBy the seq of the newest erasure that lowered the number; 0 where there is none
 * @param reactions in the order in which each emoji came first
 * @param reactedBy the seq of the newest entry that changed the reactions; 0 where there is none
 * @param pinnedBy the seq of the entry that pinned it; 0 where it is not pinned
 * @param unpinnedBy the seq of the entry that ended that; 0 where it is pinned, or never was
 */
public record Echo(
    long replies,
    long lastReply,
    long recountedBy,
    List<Reacted> reactions,
    long reactedBy,
    long pinnedBy,
    long unpinnedBy) {
  /** Of a message of which nobody made anything. */
  public static final Echo NONE = new Echo(0, 0, 0, List.of(), 0, 0, 0);

  /** Copies the list. */
  public Echo {
    reactions = List.copyOf(reactions);
  }

  /** The seq of the newest entry that it shows; 0 where there is none. */
  long newest() {
    return LongStream.of(lastReply, recountedBy, reactedBy, pinnedBy, unpinnedBy).max().orElse(0);
  }

  /** What is left where the message is erased. */
  Echo ofErased() {
    return new Echo(replies, lastReply, recountedBy, List.of(), 0, 0, 0);
  }
}
