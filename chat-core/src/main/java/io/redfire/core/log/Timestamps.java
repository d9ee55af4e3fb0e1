package io.redfire.core.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Times as entries hold them: ISO 8601 in UTC with milliseconds, {@code 2026-11-23T18:00:00.123Z}.
 * Thread-safe.
 *
 * <p>Each entry is written and read once for every message on a node; the general formatter and
 * parser of the JDK took a tenth of the time that a message costs.
 */
final class Timestamps {
  private static final String FORM = "0000-00-00T00:00:00.000Z";

  /** The last time that has this form. */
  static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private Timestamps() {}

  /** The form of a time; what is finer than a millisecond is cut off. */
  static String format(Instant at) {
    ZonedDateTime time = at.atZone(ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > 9999) {
      return at.toString();
    }
    char[] text = FORM.toCharArray();
    put(text, 0, 4, time.getYear());
    put(text, 5, 2, time.getMonthValue());
    put(text, 8, 2, time.getDayOfMonth());
    put(text, 11, 2, time.getHour());
    put(text, 14, 2, time.getMinute());
    put(text, 17, 2, time.getSecond());
    put(text, 20, 3, time.getNano() / 1_000_000);
    return new String(text);
  }

  private static void put(char[] text, int from, int digits, int value) {
    int rest = value;
    for (int i = from + digits - 1; i >= from; i--) {
      text[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /**
   * The time that a text stands for.
   *
   * @throws DateTimeException where it is none
   */
  static Instant parse(String text) {
    if (!isOurs(text)) {
      return Instant.parse(text);
    }
    LocalDate day = LocalDate.of(get(text, 0, 4), get(text, 5, 2), get(text, 8, 2));
    int hour = get(text, 11, 2);
    int minute = get(text, 14, 2);
    int second = get(text, 17, 2);
    if (hour > 23 || minute > 59 || second > 59) {
      return Instant.parse(text);
    }
    return Instant.ofEpochSecond(
        day.toEpochDay() * 86_400 + hour * 3_600L + minute * 60L + second,
        get(text, 20, 3) * 1_000_000L);
  }

  private static boolean isOurs(String text) {
    boolean ours = text.length() == FORM.length();
    for (int i = 0; ours && i < FORM.length(); i++) {
      char expected = FORM.charAt(i);
      char found = text.charAt(i);
      ours = expected == '0' ? found >= '0' && found <= '9' : found == expected;
    }
    return ours;
  }

  private static int get(String text, int from, int digits) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }
}
