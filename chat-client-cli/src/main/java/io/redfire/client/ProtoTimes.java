package io.redfire.client;

import com.google.common.collect.Comparators;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Reads the well-known time types as java.time. Any thread may call it. Values that do not fit are
 * taken as the nearest that does, or as zero: what comes from the network must not throw here, nor
 * where it is reckoned with.
 */
final class ProtoTimes {
  static final Duration LONGEST = Duration.ofDays(1);

  private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private ProtoTimes() {}

  /** From zero to a day: nothing that a server asks to wait for is longer. */
  static Duration duration(com.google.protobuf.Duration value) {
    long seconds = Math.max(-1, Math.min(value.getSeconds(), LONGEST.toSeconds()));
    Duration given = Duration.ofSeconds(seconds, value.getNanos());
    return given.isNegative() ? Duration.ZERO : Comparators.min(given, LONGEST);
  }

  /** Only of the years 1 to 9999, as the well-known type says; of others no id could be made. */
  static Instant instant(com.google.protobuf.Timestamp value) {
    boolean fits =
        value.getSeconds() >= FIRST_SECOND
            && value.getSeconds() <= LAST_SECOND
            && value.getNanos() >= 0
            && value.getNanos() < 1_000_000_000;
    return fits ? Instant.ofEpochSecond(value.getSeconds(), value.getNanos()) : Instant.EPOCH;
  }

  /** RFC 3339, as it stands in the metadata of an error; empty where it is not that. */
  static Optional<Instant> written(String text) {
    try {
      Instant read = Instant.parse(text);
      long second = read.getEpochSecond();
      return second >= FIRST_SECOND && second <= LAST_SECOND ? Optional.of(read) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
