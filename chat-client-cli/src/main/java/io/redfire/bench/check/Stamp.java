package io.redfire.bench.check;

import java.util.Arrays;

/**
 * What stands at the start of each text: who sent it, as which of its sends, and when that was due.
 * Immutable.
 *
 * @param sender the sender's number among all
 * @param number the running number of its sends, from 1
 * @param due nanoseconds on the run's clock
 */
public record Stamp(int sender, long number, long due) {
  /** The bytes of a stamp; a text holds at least these. */
  public static final int LENGTH = 26;

  private static final int SENDER = 6;
  private static final int NUMBER = 8;
  private static final int DUE = 12;
  private static final byte PADDING = '.';
  private static final byte[] DIGITS = digits();

  /** A text of this size that begins with the stamp. */
  public byte[] text(int size) {
    byte[] text = new byte[size];
    write(text, 0, SENDER, sender);
    write(text, SENDER, NUMBER, number);
    write(text, SENDER + NUMBER, DUE, due);
    Arrays.fill(text, LENGTH, size, PADDING);
    return text;
  }

  /** The sender's number in a text that begins at this place; negative where there is none. */
  public static int sender(byte[] bytes, int at, int length) {
    return length < LENGTH ? -1 : (int) read(bytes, at, SENDER);
  }

  /** The running number in a text that begins at this place and has a sender. */
  public static long number(byte[] bytes, int at) {
    return read(bytes, at + SENDER, NUMBER);
  }

  /** When the send of a text that begins at this place and has a sender was due. */
  public static long due(byte[] bytes, int at) {
    return read(bytes, at + SENDER + NUMBER, DUE);
  }

  private static void write(byte[] to, int at, int digits, long value) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      int digit = (int) (rest & 15);
      to[i] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
      rest >>>= 4;
    }
  }

  /** Without a branch for each digit: every delivery is read. Negative where one is none. */
  private static long read(byte[] from, int at, int digits) {
    long value = 0;
    int all = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = DIGITS[from[i] & 0xff];
      all |= digit;
      value = value << 4 | digit;
    }
    return all < 0 ? -1 : value;
  }

  private static byte[] digits() {
    byte[] digits = new byte[256];
    Arrays.fill(digits, (byte) -1);
    for (int i = 0; i < 16; i++) {
      digits[Character.forDigit(i, 16)] = (byte) i;
    }
    return digits;
  }
}
