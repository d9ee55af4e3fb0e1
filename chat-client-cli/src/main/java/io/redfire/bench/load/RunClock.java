package io.redfire.bench.load;

/** Nanoseconds since the run's begin. Any thread may ask. */
final class RunClock {
  private final long begin = System.nanoTime();

  long now() {
    return System.nanoTime() - begin;
  }
}
