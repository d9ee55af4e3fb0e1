package io.redfire.core.log;

/**
 * What a message has to do with others of its room, as its sender said.
 *
 * @param replyTo the seq of the message that it answers; 0 for none
 * @param thread the seq of the message whose thread it is in; 0 for none
 */
public record Ties(long replyTo, long thread) {
  /** Of a message that stands for itself. */
  public static final Ties NONE = new Ties(0, 0);

  /** Whether it has to do with no other. */
  public boolean isNone() {
    return replyTo == 0 && thread == 0;
  }

  /** What is left where the message is erased. */
  Ties ofErased() {
    return thread == 0 ? NONE : new Ties(0, thread);
  }
}
