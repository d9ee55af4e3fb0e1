package io.redfire.client;

import io.redfire.chat.v1.Accepted;

/**
 * Where a message stands that others answer. One of the client's own stands in another place once
 * it was lost and sent again. Used on the client's own thread only.
 */
final class Standing {
  private long seq;
  private String tag;
  private boolean moving;

  /** Of a message that was not accepted yet. */
  Standing() {
    this(0, "");
  }

  /** Of somebody else's, which is not followed to another place. */
  Standing(long seq, String tag) {
    this.seq = seq;
    this.tag = tag;
  }

  void at(Accepted accepted) {
    seq = accepted.getSeq();
    tag = accepted.getTag();
    moving = false;
  }

  /** It was lost and goes out again. */
  void lost() {
    moving = true;
  }

  /** It goes out no more. */
  void givenUp() {
    moving = false;
  }

  boolean isMoving() {
    return moving;
  }

  /** Whether it stood elsewhere when those words were found for it, or will in a moment. */
  boolean isElsewhere(long sentSeq, String sentTag) {
    return moving || seq != sentSeq || !tag.equals(sentTag);
  }

  long seq() {
    return seq;
  }

  String tag() {
    return tag;
  }
}
