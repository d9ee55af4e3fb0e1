package io.redfire.server.attach;

import java.awt.Dimension;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * What stands before the pixels of a lossless WebP (VP8L), read as far as it tells what decoding
 * costs. For one thread, and one picture.
 *
 * <p>A decoder does each transform of the whole picture that is named there, and makes tables of
 * some 5 KB for each group of codes: a file of 200 bytes can name so many transforms that it takes
 * a minute, one of 1400 so many that it takes a gigabyte. What an encoder makes has each once, and
 * some hundreds of groups. Whatever breaks the rules of the format is not taken either, since
 * another reader may understand it in another way.
 */
final class LosslessHead {
  private static final int MOST_GROUPS = 4096;
  private static final int LITERALS = 256;
  private static final int LENGTHS = 24;
  private static final int DISTANCES = 40;
  private static final int LONGEST = 15;

  /** In which order the lengths of the codes of lengths stand. */
  private static final int[] ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  private final InputStream bytes;
  private int held;
  private int count;

  private LosslessHead(InputStream bytes) {
    this.bytes = bytes;
  }

  /**
   * Whether a picture costs no more than its size tells.
   *
   * @param bytes from behind its own size on
   */
  static boolean isModest(InputStream bytes, Dimension size) throws IOException {
    try {
      return new LosslessHead(bytes).isModest(size.width, size.height);
    } catch (EOFException | BrokenException broken) {
      return false;
    }
  }

  private static final class BrokenException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static void check(boolean isSound) throws BrokenException {
    if (!isSound) {
      throw new BrokenException();
    }
  }

  private boolean isModest(int width, int height) throws IOException {
    int wide = width;
    int seen = 0;
    while (bits(1) == 1) {
      int transform = bits(2);
      if ((seen & (1 << transform)) != 0) {
        return false;
      }
      seen |= 1 << transform;
      switch (transform) {
        case 0, 1 -> {
          int block = bits(3) + 2;
          var unused = picture(blocks(wide, block), blocks(height, block));
        }
        case 2 -> {}
        default -> {
          int colours = bits(8) + 1;
          var unused = picture(colours, 1);
          wide = blocks(wide, colours > 16 ? 0 : colours > 4 ? 1 : colours > 2 ? 2 : 3);
        }
      }
    }
    var unused = cache();
    if (bits(1) == 0) {
      return true;
    }
    int block = bits(3) + 2;
    return picture(blocks(wide, block), blocks(height, block)) < MOST_GROUPS;
  }

  private static int blocks(int pixels, int bits) {
    return (pixels + (1 << bits) - 1) >> bits;
  }

  /** How many colours are remembered. */
  private int cache() throws IOException {
    if (bits(1) == 0) {
      return 0;
    }
    int bits = bits(4);
    check(bits >= 1 && bits <= 11);
    return 1 << bits;
  }

  /** Reads a picture within; the greatest red and green of a pixel, as one number. */
  private int picture(int width, int height) throws IOException {
    int cached = cache();
    Code green = code(LITERALS + LENGTHS + cached);
    Code red = code(LITERALS);
    Code blue = code(LITERALS);
    Code alpha = code(LITERALS);
    Code distance = code(DISTANCES);
    int greatest = 0;
    long end = (long) width * height;
    for (long at = 0; at < end; ) {
      int symbol = symbol(green);
      if (symbol < LITERALS) {
        greatest = Math.max(greatest, (symbol(red) << 8) | symbol);
        var unused = symbol(blue) + symbol(alpha);
        at++;
      } else if (symbol < LITERALS + LENGTHS) {
        // What is copied, or remembered, was there before: it is no greater.
        at += number(symbol - LITERALS);
        var unused = number(symbol(distance));
      } else {
        at++;
      }
    }
    return greatest;
  }

  private long number(int prefix) throws IOException {
    if (prefix < 4) {
      return prefix + 1L;
    }
    int more = (prefix - 2) >> 1;
    return ((long) (2 + (prefix & 1)) << more) + bits(more) + 1;
  }

  /**
   * A prefix code, canonical as that of deflate.
   *
   * @param lengths how many symbols have a code of each length
   * @param symbols in the order of their codes
   */
  private record Code(int[] lengths, int[] symbols) {
    static Code of(int[] lengthOf) throws BrokenException {
      int[] lengths = new int[LONGEST + 1];
      for (int length : lengthOf) {
        lengths[length]++;
      }
      int used = lengthOf.length - lengths[0];
      lengths[0] = 0;
      int[] next = new int[LONGEST + 2];
      int left = 1;
      for (int length = 1; length <= LONGEST; length++) {
        left = 2 * left - lengths[length];
        check(left >= 0);
        next[length + 1] = next[length] + lengths[length];
      }
      check(used == 1 || (used > 1 && left == 0));
      int[] symbols = new int[used];
      for (int symbol = 0; symbol < lengthOf.length; symbol++) {
        if (lengthOf[symbol] > 0) {
          symbols[next[lengthOf[symbol]]++] = symbol;
        }
      }
      return new Code(lengths, symbols);
    }
  }

  private int symbol(Code code) throws IOException {
    if (code.symbols().length == 1) {
      return code.symbols()[0];
    }
    int read = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST; length++) {
      read |= bits(1);
      int count = code.lengths()[length];
      if (read - first < count) {
        return code.symbols()[index + read - first];
      }
      index += count;
      first = (first + count) << 1;
      read <<= 1;
    }
    throw new BrokenException();
  }

  private Code code(int size) throws IOException {
    int[] lengths = new int[size];
    if (bits(1) == 1) {
      boolean areTwo = bits(1) == 1;
      int first = bits(bits(1) == 1 ? 8 : 1);
      check(first < size);
      lengths[first] = 1;
      if (areTwo) {
        int second = bits(8);
        check(second < size && second != first);
        lengths[second] = 1;
      }
      return Code.of(lengths);
    }
    int[] ofLengths = new int[ORDER.length];
    int told = 4 + bits(4);
    check(told <= ORDER.length);
    for (int i = 0; i < told; i++) {
      ofLengths[ORDER[i]] = bits(3);
    }
    Code code = Code.of(ofLengths);
    int most = size;
    if (bits(1) == 1) {
      most = 2 + bits(2 + 2 * bits(3));
      check(most <= size);
    }
    readLengths(code, lengths, most);
    return Code.of(lengths);
  }

  private void readLengths(Code code, int[] lengths, int most) throws IOException {
    int last = 8;
    int at = 0;
    for (int i = 0; i < most && at < lengths.length; i++) {
      int symbol = symbol(code);
      if (symbol <= LONGEST) {
        lengths[at++] = symbol;
        last = symbol == 0 ? last : symbol;
        continue;
      }
      int times =
          switch (symbol) {
            case 16 -> 3 + bits(2);
            case 17 -> 3 + bits(3);
            default -> 11 + bits(7);
          };
      check(times <= lengths.length - at);
      Arrays.fill(lengths, at, at + times, symbol == 16 ? last : 0);
      at += times;
    }
  }

  /** The next bits, at most 24, the first of them the lowest. */
  private int bits(int wanted) throws IOException {
    while (count < wanted) {
      int next = bytes.read();
      if (next < 0) {
        throw new EOFException("cut off");
      }
      held |= next << count;
      count += 8;
    }
    int read = held & ((1 << wanted) - 1);
    held >>>= wanted;
    count -= wanted;
    return read;
  }
}
