package io.redfire.server.attach;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.Dimension;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The first picture in a WebP, which is a box of boxes.
 *
 * <p>A reader that is given the file as it came does whatever its boxes say: it decodes pictures by
 * the thousand that are in it, each as large as it says of itself and not as the file does, and
 * hands profiles of colours to native code. So it gets a file made of nothing but one picture.
 *
 * @param canvas how large the whole says it is
 * @param picture how large the first picture says it is
 * @param lossless what of it is coded as {@link LosslessHead} reads it: all of it, or how much is
 *     to be seen through; empty where nothing is. Where this is read, {@code bytes} is not
 * @param bytes a WebP of that picture alone
 */
record WebpFile(
    Dimension canvas, Dimension picture, Optional<InputStream> lossless, InputStream bytes) {
  private static final String LOSSY = "VP8 ";
  private static final String LOSSLESS = "VP8L";
  private static final String CANVAS = "VP8X";
  private static final String ALPHA = "ALPH";
  private static final int MOST_BOXES = 64;
  private static final int CANVAS_HEAD = 10;
  private static final int LOSSY_HEAD = 10;
  private static final int LOSSLESS_HEAD = 5;
  private static final int FRAME_HEAD = 16;
  private static final int MOST_ALPHA_BYTES = 1 << 20;
  private static final byte HAS_ALPHA = 0x10;

  /**
   * Reads as far as the pixels of its first picture.
   *
   * @return empty where it is none, or one that is not as it should be
   */
  static Optional<WebpFile> read(InputStream bytes) throws IOException {
    try {
      ByteBuffer head = view(take(bytes, 12));
      return name(head, 0).equals("RIFF") && name(head, 8).equals("WEBP")
          ? boxes(bytes)
          : Optional.empty();
    } catch (EOFException cutOff) {
      return Optional.empty();
    }
  }

  /**
   * How large the whole says it is.
   *
   * @param beginning of a file; where it says so in its first box it may end anywhere behind that
   */
  static Optional<Dimension> size(byte[] beginning) throws IOException {
    int first = 12;
    int canvas = first + 8;
    if (beginning.length >= canvas + CANVAS_HEAD) {
      ByteBuffer head = view(beginning);
      if (name(head, 0).equals("RIFF")
          && name(head, 8).equals("WEBP")
          && name(head, first).equals(CANVAS)) {
        return Optional.of(canvas(head, canvas));
      }
    }
    return read(new ByteArrayInputStream(beginning)).map(WebpFile::canvas);
  }

  private static Dimension canvas(ByteBuffer box, int at) {
    return new Dimension(1 + threeBytes(box, at + 4), 1 + threeBytes(box, at + 7));
  }

  private static Optional<WebpFile> boxes(InputStream bytes) throws IOException {
    Optional<Dimension> canvas = Optional.empty();
    byte[] alpha = {};
    for (int i = 0; i < MOST_BOXES; i++) {
      ByteBuffer head = view(take(bytes, 8));
      long length = Integer.toUnsignedLong(head.getInt(4));
      switch (name(head, 0)) {
        case LOSSY -> {
          return lossy(bytes, length, canvas, alpha);
        }
        case LOSSLESS -> {
          return lossless(bytes, length, canvas);
        }
        case CANVAS -> {
          ByteBuffer box = view(take(bytes, CANVAS_HEAD));
          canvas = Optional.of(canvas(box, 0));
          skip(bytes, length - CANVAS_HEAD);
        }
        // A frame of an animation is a box with others in it, and the first one is what is shown.
        case "ANMF" -> {
          var unused = take(bytes, FRAME_HEAD);
        }
        case ALPHA -> {
          if (length == 0 || length > MOST_ALPHA_BYTES) {
            return Optional.empty();
          }
          alpha = take(bytes, (int) length);
          skip(bytes, length % 2);
        }
        default -> skip(bytes, length + length % 2);
      }
    }
    return Optional.empty();
  }

  private static Optional<WebpFile> lossy(
      InputStream bytes, long length, Optional<Dimension> canvas, byte[] alpha) throws IOException {
    byte[] begun = take(bytes, LOSSY_HEAD);
    ByteBuffer head = view(begun);
    boolean isKey = (head.get(0) & 1) == 0;
    boolean isMarked = threeBytes(head, 3) == 0x2a019d;
    Dimension size = new Dimension(head.getShort(6) & 0x3fff, head.getShort(8) & 0x3fff);
    if (!isKey || !isMarked || length < LOSSY_HEAD || size.width == 0 || size.height == 0) {
      return Optional.empty();
    }
    byte[] before = alpha.length == 0 ? alpha : seenThrough(size, alpha);
    InputStream alone = alone(before, LOSSY, length, begun, bytes);
    boolean isCoded = alpha.length > 0 && (alpha[0] & 3) != 0;
    Optional<InputStream> lossless =
        isCoded
            ? Optional.of(new ByteArrayInputStream(alpha, 1, alpha.length - 1))
            : Optional.empty();
    return Optional.of(new WebpFile(canvas.orElse(size), size, lossless, alone));
  }

  private static Optional<WebpFile> lossless(
      InputStream bytes, long length, Optional<Dimension> canvas) throws IOException {
    byte[] begun = take(bytes, LOSSLESS_HEAD);
    ByteBuffer head = view(begun);
    int sizes = head.getInt(1);
    if (head.get(0) != 0x2f || sizes >>> 29 != 0 || length < LOSSLESS_HEAD) {
      return Optional.empty();
    }
    Dimension size = new Dimension(1 + (sizes & 0x3fff), 1 + ((sizes >>> 14) & 0x3fff));
    InputStream alone = alone(new byte[0], LOSSLESS, length, begun, bytes);
    return Optional.of(new WebpFile(canvas.orElse(size), size, Optional.of(bytes), alone));
  }

  /** The boxes before a lossy picture that tell how much of it is to be seen through. */
  private static byte[] seenThrough(Dimension size, byte[] alpha) {
    byte[] before = new byte[8 + CANVAS_HEAD + 8 + alpha.length + alpha.length % 2];
    ByteBuffer boxes = view(before);
    boxes.put(ascii(CANVAS)).putInt(CANVAS_HEAD).put(HAS_ALPHA).put(new byte[3]);
    boxes.putShort((short) (size.width - 1)).put((byte) 0);
    boxes.putShort((short) (size.height - 1)).put((byte) 0);
    boxes.put(ascii(ALPHA)).putInt(alpha.length).put(alpha);
    return before;
  }

  private static InputStream alone(
      byte[] before, String name, long length, byte[] begun, InputStream rest) {
    byte[] all = new byte[20 + before.length + begun.length];
    ByteBuffer head = view(all);
    head.put(ascii("RIFF")).putInt((int) (12 + before.length + length)).put(ascii("WEBP"));
    head.put(before).put(ascii(name)).putInt((int) length).put(begun);
    return new SequenceInputStream(new ByteArrayInputStream(all), rest);
  }

  private static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static byte[] take(InputStream bytes, int count) throws IOException {
    byte[] taken = bytes.readNBytes(count);
    if (taken.length < count) {
      throw new EOFException("cut off");
    }
    return taken;
  }

  private static void skip(InputStream bytes, long count) throws IOException {
    if (count > 0) {
      bytes.skipNBytes(count);
    }
  }

  private static String name(ByteBuffer box, int at) {
    byte[] name = new byte[4];
    box.get(at, name);
    return new String(name, US_ASCII);
  }

  private static int threeBytes(ByteBuffer box, int at) {
    return (box.getShort(at) & 0xffff) | ((box.get(at + 2) & 0xff) << 16);
  }
}
