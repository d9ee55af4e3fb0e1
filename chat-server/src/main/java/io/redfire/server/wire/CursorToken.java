package io.redfire.server.wire;

import io.redfire.core.log.Position;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;

/** The opaque text form of a position: what clients keep to go on from there. */
public final class CursorToken {
  private static final byte WITH_TAG = 1;
  private static final byte TAG_UNKNOWN = 2;
  private static final int BYTES = 1 + Long.BYTES + Long.BYTES;

  private CursorToken() {}

  /** The token of a position. */
  public static String of(Position position) {
    boolean known = !position.tag().equals(Position.UNKNOWN_TAG);
    byte[] bytes =
        ByteBuffer.allocate(BYTES)
            .put(known ? WITH_TAG : TAG_UNKNOWN)
            .putLong(position.seq())
            .putLong(known ? HexFormat.fromHexDigitsToLong(position.tag()) : 0)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The position of a token.
   *
   * @throws Problem where the token is none of ours
   */
  public static Position parse(String field, String token) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (bytes.remaining() == BYTES) {
        byte form = bytes.get();
        long seq = bytes.getLong();
        String tag = HexFormat.of().toHexDigits(bytes.getLong());
        switch (form) {
          case WITH_TAG -> {
            return new Position(seq, tag);
          }
          case TAG_UNKNOWN -> {
            return new Position(seq, Position.UNKNOWN_TAG);
          }
          default -> {}
        }
      }
    } catch (IllegalArgumentException notOurs) {
      // Told below, in one way for all that is wrong with it.
    }
    throw Problem.of(
        Reason.CURSOR_INVALID, field, "not a cursor (expected: one that this service gave out)");
  }
}
