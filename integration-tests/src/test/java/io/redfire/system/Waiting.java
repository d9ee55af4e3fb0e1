package io.redfire.system;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what must come, long enough for a machine that is busy. */
final class Waiting {
  private Waiting() {}

  static ConditionFactory patiently() {
    return atMost(Duration.ofSeconds(60));
  }

  /** As long as readers may take to hold the same, once all is well again. */
  static ConditionFactory forReaders() {
    return atMost(Duration.ofSeconds(10));
  }

  private static ConditionFactory atMost(Duration patience) {
    return Awaitility.await()
        .atMost(patience)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5));
  }
}
