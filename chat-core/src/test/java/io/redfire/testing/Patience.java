package io.redfire.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import redis.clients.jedis.exceptions.JedisException;

/** Waits for what servers will show soon, and takes their refusals meanwhile for "not yet". */
final class Patience {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Patience() {}

  /**
   * @param what names the condition when it does not come true
   */
  static void until(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(JedisException.class)
        .until(condition);
  }
}
