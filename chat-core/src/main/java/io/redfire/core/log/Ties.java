package io.redfire.core.log;

import org.jspecify.annotations.Nullable;

/**
 * What a message has to do with others, as its sender said.
 *
 * @param replyTo the seq of the message that it answers; 0 for none
 * @param thread the seq of the message whose thread it is in; 0 for none
 * @param forward where its words come from; null where they are the sender's own
 * @param replyTag the tag that is to stand at {@code replyTo}, for a new message; "" for any
 * @param threadTag the tag that is to stand at {@code thread}, in the same way
 */
public record Ties(
    long replyTo, long thread, @Nullable Forward forward, String replyTag, String threadTag) {
  /** Of a message that stands for itself. */
  public static final Ties NONE = new Ties(0, 0);

  /** Of a message whose words are the sender's own. */
  public Ties(long replyTo, long thread) {
    this(replyTo, thread, null);
  }

  /** Of a message of which no tags are to be compared. */
  public Ties(long replyTo, long thread, @Nullable Forward forward) {
    this(replyTo, thread, forward, "", "");
  }

  /** The same of a message whose words come from there. */
  public Ties forwarding(Forward origin) {
    return new Ties(replyTo, thread, origin, replyTag, threadTag);
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
