package io.redfire.server.attach;

import io.redfire.core.log.UserName;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.rate.RateLimits;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How many bytes one user brings to rooms, over all nodes. Thread-safe; blocks. */
final class ByteRate {
  private static final long KIBIBYTE = 1024;

  private final RateLimits rates;
  private final Optional<Rate> kibibytes;

  /**
   * @param kibibytes of one user; empty for no limit
   */
  ByteRate(RateLimits rates, Optional<Rate> kibibytes) {
    this.rates = rates;
    this.kibibytes = kibibytes;
  }

  /**
   * Counts some more.
   *
   * @param field of the request that is about them
   * @throws Problem where they are too many, now or at all
   */
  void count(UserName user, long size, String field) {
    countAll(user, List.of(size), field);
  }

  /**
   * Counts some more, which come together or not at all. More in all than there ever are at once
   * would never be granted, so it is as many then.
   *
   * @throws Problem where they are too many now, or one of them at all
   */
  void countAll(UserName user, List<Long> sizes, String field) {
    if (kibibytes.isEmpty() || sizes.isEmpty()) {
      return;
    }
    Rate rate = kibibytes.get();
    long wanted = 0;
    for (long size : sizes) {
      long one = (size + KIBIBYTE - 1) / KIBIBYTE;
      if (one > rate.tokens()) {
        throw tooLarge(field, size + " bytes", rate.tokens() * KIBIBYTE);
      }
      wanted = Math.min(wanted + one, rate.tokens());
    }
    Duration wait =
        Waiting.on(
            rates.take(
                RateKey.ofUser(user, "upload"),
                rate,
                Math.toIntExact(wanted),
                RateLimits.Unreachable.ALLOW));
    if (!wait.isZero()) {
      throw Problem.tooOften("bytes that one user uploads", wait);
    }
  }

  static Problem tooLarge(String field, String what, long most) {
    return Problem.of(
        Reason.ATTACHMENT_TOO_LARGE,
        field,
        what + " (expected: at most " + most + ")",
        Map.of("max_attachment_bytes", Long.toString(most)));
  }
}
