package io.redfire.bench.load;

/**
 * The times of a run, in nanoseconds on its clock. Immutable.
 *
 * @param start of sending
 * @param from when it is measured, after the warm-up
 * @param end of sending and measuring
 */
record Window(long start, long from, long end) {
  boolean holds(long time) {
    return time >= from && time < end;
  }
}
