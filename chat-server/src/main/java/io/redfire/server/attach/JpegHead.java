package io.redfire.server.attach;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/** The markers of a JPEG before its pixels, read as libjpeg does. */
final class JpegHead {
  private static final int MARK = 0xff;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;

  private JpegHead() {}

  /**
   * Whether it is of another kind than the sequential one, which is decoded row by row in one go.
   * Leaves the input at its beginning.
   */
  static boolean isCostly(ImageInputStream input) throws IOException {
    try {
      while (true) {
        int marker = next(input);
        if (marker == SOS || marker == EOI) {
          return true;
        }
        if (isFrame(marker)) {
          return marker > 0xc1;
        }
        if (!isAlone(marker)) {
          int length = input.readUnsignedShort();
          input.seek(input.getStreamPosition() + Math.max(0, length - 2));
        }
      }
    } finally {
      input.seek(0);
    }
  }

  private static int next(ImageInputStream input) throws IOException {
    int found = 0;
    while (found == 0) {
      while (input.readUnsignedByte() != MARK) {
        // Whatever stands between two of them is passed over.
      }
      do {
        found = input.readUnsignedByte();
      } while (found == MARK);
    }
    return found;
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static boolean isAlone(int marker) {
    return marker == 0x01 || (marker >= 0xd0 && marker <= SOI);
  }
}
