package io.redfire.client;

import java.time.Duration;
import java.time.Instant;

/**
 * Reads the well-known time types as java.time. Any thread may call it. Values that do not fit are
 * taken as zero: what comes from the network must not throw here.
 */
final class ProtoTimes {
  private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private ProtoTimes() {}

  static Duration duration(com.google.protobuf.Duration value) {
    try {
      return Duration.ofSeconds(value.getSeconds(), value.getNanos());
    } catch (ArithmeticException e) {
      return Duration.ZERO;
    }
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
}
