package io.redfire.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.Locale;

/**
 * Tells whether whoever read the output has gone, from all the other reasons why a write may fail.
 * Any thread may call it.
 *
 * <p>Java tells them apart by the system's words only, and those may be in the user's language. So
 * the system is asked what it says: of a pipe whose other end was closed.
 */
final class BrokenPipe {
  private static final String HERE = learned();

  private BrokenPipe() {}

  static boolean is(IOException failure) {
    String words = String.valueOf(failure.getMessage());
    return words.equals(HERE) || words.toLowerCase(Locale.ROOT).contains("pipe");
  }

  private static String learned() {
    try {
      Pipe pipe = Pipe.open();
      pipe.source().close();
      try (Pipe.SinkChannel sink = pipe.sink()) {
        int ignored = sink.write(ByteBuffer.allocate(1));
      }
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
