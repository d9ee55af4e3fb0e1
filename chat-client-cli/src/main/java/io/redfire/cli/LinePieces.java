package io.redfire.cli;

import com.google.protobuf.ByteString;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Standard input in pieces of whole lines, each with its line feed, of up to 32 KiB; a longer line
 * is a piece of its own. For one thread.
 */
final class LinePieces implements Iterator<ByteString> {
  private static final int MOST_BYTES = 32 << 10;

  private final Utf8Input input;
  private long number;
  private @Nullable ByteString ahead;

  LinePieces(Utf8Input input) {
    this.input = input;
    this.ahead = read();
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  @Override
  public ByteString next() {
    ByteString piece = ahead;
    if (piece == null) {
      throw new NoSuchElementException();
    }
    ByteString line = read();
    while (line != null && piece.size() + line.size() <= MOST_BYTES) {
      piece = piece.concat(line);
      line = read();
    }
    ahead = line;
    return piece;
  }

  private @Nullable ByteString read() {
    String line = input.line(++number);
    return line == null ? null : ByteString.copyFromUtf8(line + "\n");
  }
}
