package io.redfire.cli;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The forms of a time on the terminal and in JSON. Any thread may call it. */
final class Times {
  private static final DateTimeFormatter FULL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

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

  /** Times outside the years 1 to 9999 have no form that others read; they are shown as zero. */
  private static Instant instant(Timestamp at) {
    boolean fits =
        at.getSeconds() >= FIRST_SECOND
            && at.getSeconds() <= LAST_SECOND
            && at.getNanos() >= 0
            && at.getNanos() < 1_000_000_000;
    return fits ? Instant.ofEpochSecond(at.getSeconds(), at.getNanos()) : Instant.EPOCH;
  }
}
