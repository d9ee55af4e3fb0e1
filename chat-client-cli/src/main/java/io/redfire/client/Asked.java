package io.redfire.client;

/** What a frame that is not answered yet was about. */
sealed interface Asked {

  /** The {@code Hello}. */
  record Greeting() implements Asked {}

  /** A message. */
  record Sending(Outgoing message) implements Asked {}

  /** A wish to follow a room. */
  record FollowingRoom(Following room) implements Asked {}

  /** A wish to follow a room no longer. */
  record Leaving() implements Asked {}
}
