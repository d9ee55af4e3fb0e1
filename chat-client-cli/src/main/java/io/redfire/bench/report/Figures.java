package io.redfire.bench.report;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. Any thread may use it. */
public final class Figures {
  private static final String[] TIMES = {"ns", "µs", "ms", "s"};
  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Figures() {}

  /** A number without its fraction, with its thousands marked. */
  public static String count(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  /** A whole number with its thousands marked. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number and its noun, such as {@code 1 room} or {@code 2 rooms}. */
  public static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** A span of time to three digits. */
  public static String time(Duration span) {
    return time((double) span.toNanos());
  }

  /** A span of time to three digits. */
  public static String time(double nanos) {
    double value = nanos;
    int unit = 0;
    while (value >= 999.5 && unit < TIMES.length - 1) {
      value /= 1000;
      unit++;
    }
    return digits(value) + " " + TIMES[unit];
  }

  /** An amount of bytes to three digits. */
  public static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** An amount of bytes to three digits. */
  public static String bytes(double bytes) {
    double value = bytes;
    int unit = 0;
    while (Math.abs(value) >= 1000 && unit < BYTES.length - 1) {
      value /= 1024;
      unit++;
    }
    return digits(value) + " " + BYTES[unit];
  }

  /** Three digits, or all before the point. */
  static String digits(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1000) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    int places = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%,." + places + "f", value);
  }
}
