package io.redfire.client;

import io.redfire.chat.v1.Welcome;
import java.time.Duration;

/**
 * Hears how the connection fares. Called on the client's own thread, one call at a time; must
 * return at once.
 */
public interface ConnectionListener {

  /** A server has said welcome; followed rooms are being resumed. */
  default void onConnected(ServerAddress server, Welcome welcome) {}

  /**
   * An attempt failed or a connection ended; the next attempt, perhaps to another server, starts
   * after {@code retryIn}.
   */
  default void onLost(ServerAddress server, ChatException why, Duration retryIn) {}

  /**
   * Messages that had been accepted in this room seem to be lost from its log (a rewind, other
   * entries in their place, an earlier end) and are sent again by themselves, with the same ids.
   */
  default void onResending(String room, int messages) {}

  /**
   * Such a message was refused when it was sent again. It is lost, if it was lost at all. A server
   * whose store is full is no such refusal: the client goes on trying, and newer messages wait.
   */
  default void onResendRefused(String room, String id, ChatException why) {}

  /**
   * The server refused a message to this room since it came too soon; it and all after it wait, or
   * only those to this room where it is the room that is slow, and go out again by themselves, in
   * order, after {@code wait} or a little more. Called once for each such pause.
   */
  default void onRateLimited(String room, Duration wait) {}
}
