package io.redfire.core.log;

import com.google.common.base.CharMatcher;
import java.time.Instant;

/**
 * A reaction to a message, or the end of one. Who reacted so already is answered as done.
 *
 * @param seq where the message stands
 * @param emoji how
 * @param removed whether it is taken back
 */
public record NewReaction(
    RoomName room, MessageId id, UserName from, Instant at, long seq, String emoji, boolean removed)
    implements NewEntry {
  /** Different emoji that one message may have. */
  public static final int MOST_EMOJI = 20;

  /** Reactions that one message may have, of all users and emoji together. */
  public static final int MOST_REACTIONS = 1000;

  /** Bytes that emoji and names of those who reacted may take in a message's line. */
  public static final int MOST_BYTES = 32 * 1024;

  private static final CharMatcher FORBIDDEN =
      CharMatcher.anyOf("\"\\{}[]").or(CharMatcher.javaIsoControl());

  /**
   * Refuses what could be taken for a part of the message's line.
   *
   * @throws IllegalArgumentException where the emoji is none
   */
  public NewReaction {
    if (emoji.isEmpty() || FORBIDDEN.matchesAnyOf(emoji)) {
      throw new IllegalArgumentException("emoji: none, or no emoji (expected: one emoji)");
    }
  }
}
