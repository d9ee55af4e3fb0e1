package io.redfire.bench.load;

/** Hears once a second how far a load is. Called on the thread that runs it. */
@FunctionalInterface
public interface LoadProgress {

  /** How far it is. */
  void second(Second second);

  /**
   * One second of a load.
   *
   * @param measured false during the warm-up
   * @param elapsed seconds since the start, warm-up included
   * @param sends acknowledged in that second
   * @param deliveries that came in it
   * @param errors so far
   */
  record Second(boolean measured, int elapsed, long sends, long deliveries, long errors) {}
}
