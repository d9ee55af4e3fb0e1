package io.redfire.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * Reads the well-known time types as java.time. Any thread may call it. Values that do not fit are
 * taken as zero: what comes from the network must not throw here.
 */
final class ProtoTimes {
  private ProtoTimes() {}

  static Duration duration(com.google.protobuf.Duration value) {
    try {
      return Duration.ofSeconds(value.getSeconds(), value.getNanos());
    } catch (ArithmeticException e) {
      return Duration.ZERO;
    }
  }

  static Instant instant(com.google.protobuf.Timestamp value) {
    try {
      return Instant.ofEpochSecond(value.getSeconds(), value.getNanos());
    } catch (DateTimeException | ArithmeticException e) {
      return Instant.EPOCH;
    }
  }
}
