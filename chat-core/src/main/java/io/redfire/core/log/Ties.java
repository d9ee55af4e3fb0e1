package io.redfire.core.log;

import org.jspecify.annotations.Nullable;

/**
 * What a message has to do with others, as its sender said.
 *
 * @param replyTo the seq of the message that it answers; 0 for none
 * @param thread the seq of the message whose thread it is in; 0 for none
 * @param forward where its words come from; null where they are the sender's own
 */
public record Ties(long replyTo, long thread, @Nullable Forward forward) {
  /** Of a message that stands for itself. */
  public static final Ties NONE = new Ties(0, 0);

  /** Of a message whose words are the sender's own. */
  public Ties(long replyTo, long thread) {
    this(replyTo, thread, null);
  }

  /** Whether it has to do with another message of its room. */
  public boolean areInRoom() {
    return replyTo > 0 || thread > 0;
  }

  /** What is left where the message is erased. */
  Ties ofErased() {
    return thread == 0 ? NONE : new Ties(0, thread);
  }
}
