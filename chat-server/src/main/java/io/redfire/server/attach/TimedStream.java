package io.redfire.server.attach;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that are to be had until a moment, so that whoever reads them ends soon after. */
final class TimedStream extends FilterInputStream {
  private final long deadline;

  /**
   * Reads those.
   *
   * @param deadline as {@link System#nanoTime} tells it
   */
  TimedStream(InputStream bytes, long deadline) {
    super(bytes);
    this.deadline = deadline;
  }

  private void check() throws IOException {
    if (System.nanoTime() - deadline > 0) {
      throw new IOException("reading took too long");
    }
  }

  @Override
  public int read() throws IOException {
    check();
    return super.read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    check();
    return super.read(target, offset, length);
  }
}
