package io.redfire.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Standard input as exact text: UTF-8 whatever the locale, only '\n' ends a line, and nothing is
 * repaired or dropped. For one thread.
 */
final class Utf8Input {
  /** No server takes a message as long as this; more would only fill memory. */
  static final int MOST_BYTES = 16 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[8192];
  private int from;
  private int until;

  Utf8Input(InputStream in) {
    this.in = in;
  }

  /** Everything up to the end. */
  String all() {
    String rest = read(-1, "standard input");
    return rest == null ? "" : rest;
  }

  /** The next line without its end, or null after the last one. */
  @Nullable String line(long number) {
    return read('\n', "line " + number);
  }

  private @Nullable String read(int end, String what) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean any = false;
    int next = next();
    while (next >= 0) {
      any = true;
      if (next == end) {
        break;
      }
      bytes.write(next);
      if (bytes.size() > MOST_BYTES) {
        throw new Failure(
            ExitCode.USAGE, what + ": is too long (expected: at most " + MOST_BYTES + " bytes)");
      }
      next = next();
    }
    return any ? decode(bytes.toByteArray(), what) : null;
  }

  private int next() {
    if (from == until) {
      try {
        from = 0;
        until = Math.max(0, in.read(buffer));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (until == 0) {
        return -1;
      }
    }
    return buffer[from++] & 0xff;
  }

  private static String decode(byte[] bytes, String what) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Failure(ExitCode.USAGE, what + ": is not valid UTF-8 (expected: text in UTF-8)");
    }
  }
}
