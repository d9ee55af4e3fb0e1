package io.redfire.bench.stream;

import io.grpc.Status;
import io.redfire.chat.v1.Subscribed;
import io.redfire.chat.v1.Welcome;

/** What one stream hears. Called on the stream's event loop only, in order; must not block. */
public interface StreamEvents {

  /** A frame has come; its events follow. */
  default void frame() {}

  /** Answers the {@code Hello}. */
  default void welcomed(Welcome welcome) {}

  /** The room is followed from here on. */
  default void subscribed(Subscribed subscribed) {}

  /** A message stands in the log. */
  default void accepted(long request, long seq) {}

  /** A request was refused or failed. */
  default void refused(long request, Refusal why) {}

  /**
   * A delivery.
   *
   * @param tagged whether it carries a tag
   * @param frame holds the text at {@code textAt}; valid during the call
   */
  default void entry(long seq, boolean tagged, byte[] frame, int textAt, int textLength) {}

  /** The log was replaced or trimmed under the reader, which a load does not expect. */
  default void disturbed(String how) {}

  /** The stream is over; nothing follows. Also called where it never began. */
  void ended(Status status);
}
