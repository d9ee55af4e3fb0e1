package io.redfire.server.attach;

import java.io.InputStream;
import java.util.Iterator;

/** Bytes that come part by part, one part at a time in memory. For one thread. */
final class PartsStream extends InputStream {
  private final Iterator<byte[]> parts;
  private byte[] part = {};
  private int at;

  PartsStream(Iterator<byte[]> parts) {
    this.parts = parts;
  }

  private boolean isOver() {
    while (at == part.length) {
      if (!parts.hasNext()) {
        return true;
      }
      part = parts.next();
      at = 0;
    }
    return false;
  }

  @Override
  public int read() {
    return isOver() ? -1 : part[at++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (isOver()) {
      return -1;
    }
    int count = Math.min(length, part.length - at);
    System.arraycopy(part, at, target, offset, count);
    at += count;
    return count;
  }
}
