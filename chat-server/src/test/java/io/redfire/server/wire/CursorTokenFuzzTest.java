package io.redfire.server.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.Position;
import io.redfire.testing.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Cursors, as clients bring them back. */
class CursorTokenFuzzTest {
  @FuzzTarget(maxBytes = 128)
  void tokenIsAPositionOrRefused(byte[] input) {
    Position position;
    try {
      position = CursorToken.parse("cursors", new String(input, UTF_8));
    } catch (Problem refusal) {
      assertThat(refusal.reason()).isEqualTo(Reason.CURSOR_INVALID);
      Refusals.assertConforming(refusal.status());
      return;
    }
    assertThat(position.tag()).matches("|[0-9a-f]{16}");
    assertThat(CursorToken.parse("cursors", CursorToken.of(position))).isEqualTo(position);
  }

  @FuzzTarget(maxBytes = 16)
  void positionComesBack(byte[] input) {
    ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(input, 2 * Long.BYTES));
    long seq = bytes.getLong() & Long.MAX_VALUE;
    String tag = HexFormat.of().toHexDigits(bytes.getLong());
    Position known = new Position(seq, tag);
    Position unknown = new Position(seq, Position.UNKNOWN_TAG);
    assertThat(CursorToken.parse("cursors", CursorToken.of(known))).isEqualTo(known);
    assertThat(CursorToken.parse("cursors", CursorToken.of(unknown))).isEqualTo(unknown);
  }
}
