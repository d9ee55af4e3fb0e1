package io.redfire.cli;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The forms of a time on the terminal and in JSON. Any thread may call it. */
final class Times {
  private static final DateTimeFormatter FULL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private Times() {}

  static String rfc3339(Timestamp at) {
    return instant(at).toString();
  }

  /** Date and time of the day where the reader is. */
  static String full(Timestamp at, ZoneId zone) {
    return FULL.format(instant(at).atZone(zone));
  }

  /** Hours and minutes where the reader is. */
  static String shorter(Timestamp at, ZoneId zone) {
    return SHORT.format(instant(at).atZone(zone));
  }

  private static Instant instant(Timestamp at) {
    try {
      return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    } catch (DateTimeException | ArithmeticException e) {
      return Instant.EPOCH;
    }
  }
}
