package io.redfire.core.log;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The raw bytes of one line of a room's list or channel, and what it claims for itself.
 *
 * <p>A line of ours begins with its seq and tag; any other program may write whatever it likes, a
 * copy of that included. So a claim is only a claim until {@link EntryCodec} has checked that the
 * tag follows from the entry before.
 */
final class Line {
  private static final byte[] SEQ = "{\"seq\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TAG = ",\"tag\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WAS = "\"was\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int SHA1_DIGITS = 40;
  private static final byte[] END = "\",".getBytes(StandardCharsets.US_ASCII);
  private static final int TAG_DIGITS = 16;
  private static final int MAX_SEQ_DIGITS = 15;

  private Line() {}

  /**
   * What a line claims.
   *
   * @param bodyFrom index of the first byte after the claim
   */
  record Claim(Position position, int bodyFrom) {}

  /** The claim at the front of the line, or null where there is none. */
  static @Nullable Claim claim(byte[] line) {
    if (!standsAt(line, 0, SEQ)) {
      return null;
    }
    int at = SEQ.length;
    long seq = 0;
    while (at < line.length
        && line[at] >= '0'
        && line[at] <= '9'
        && at - SEQ.length <= MAX_SEQ_DIGITS) {
      seq = seq * 10 + (line[at] - '0');
      at++;
    }
    int digits = at - SEQ.length;
    if (digits == 0 || digits > MAX_SEQ_DIGITS || !standsAt(line, at, TAG)) {
      return null;
    }
    int tagFrom = at + TAG.length;
    int tagTo = tagFrom + TAG_DIGITS;
    if (!standsAt(line, tagTo, END)) {
      return null;
    }
    if (!isHex(line, tagFrom, tagTo)) {
      return null;
    }
    String tag = new String(line, tagFrom, TAG_DIGITS, StandardCharsets.US_ASCII);
    return new Claim(new Position(seq, tag), tagTo + END.length);
  }

  /**
   * The SHA-1 of the body that the line had before it was rewritten; null where it was not.
   *
   * @param bodyFrom index of the first byte after the claim
   */
  static @Nullable String was(byte[] line, int bodyFrom) {
    int from = bodyFrom + WAS.length;
    int to = from + SHA1_DIGITS;
    return standsAt(line, bodyFrom, WAS) && standsAt(line, to, END) && isHex(line, from, to)
        ? new String(line, from, SHA1_DIGITS, StandardCharsets.US_ASCII)
        : null;
  }

  /** Lower case only: two spellings of one tag would be two positions to all who compare them. */
  private static boolean isHex(byte[] line, int from, int to) {
    for (int i = from; i < to; i++) {
      boolean isDigit = (line[i] >= '0' && line[i] <= '9') || (line[i] >= 'a' && line[i] <= 'f');
      if (!isDigit) {
        return false;
      }
    }
    return true;
  }

  private static boolean standsAt(byte[] line, int at, byte[] expected) {
    if (line.length < at + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (line[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
