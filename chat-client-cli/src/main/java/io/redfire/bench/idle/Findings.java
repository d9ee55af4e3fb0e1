package io.redfire.bench.idle;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** What clients tell of while nobody asks them. Any thread may use it. */
final class Findings {
  private final Map<String, Long> errors = new TreeMap<>();
  private final AtomicLong heard = new AtomicLong();
  private final AtomicLong lastHeard = new AtomicLong();

  synchronized void error(String reason) {
    errors.merge(reason, 1L, Long::sum);
  }

  synchronized Map<String, Long> errors() {
    return new TreeMap<>(errors);
  }

  void heard() {
    heard.incrementAndGet();
    lastHeard.set(System.nanoTime());
  }

  long heardSoFar() {
    return heard.get();
  }

  long lastHeard() {
    return lastHeard.get();
  }
}
