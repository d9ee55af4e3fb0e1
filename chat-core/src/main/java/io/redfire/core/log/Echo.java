package io.redfire.core.log;

import java.util.List;

/**
 * What others made of a message since it was sent, as it stands now.
 *
 * @param replies how many messages its thread has, but for the erased ones
 * @param lastReply the seq of the newest message of its thread, erased or not; 0 where there is
 *     none
 * @param recountedBy the seq of the newest erasure that lowered the number; 0 where there is none
 * @param reactions in the order in which each emoji came first
 * @param reactedBy the seq of the newest entry that changed the reactions; 0 where there is none
 */
public record Echo(
    long replies, long lastReply, long recountedBy, List<Reacted> reactions, long reactedBy) {
  /** Of a message of which nobody made anything. */
  public static final Echo NONE = new Echo(0, 0, 0, List.of(), 0);

  /** Copies the list. */
  public Echo {
    reactions = List.copyOf(reactions);
  }

  /** The seq of the newest entry that it shows; 0 where there is none. */
  long newest() {
    return Math.max(reactedBy, Math.max(lastReply, recountedBy));
  }

  /** What is left where the message is erased. */
  Echo ofErased() {
    return new Echo(replies, lastReply, recountedBy, List.of(), 0);
  }
}
