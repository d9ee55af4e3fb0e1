package io.redfire.bench.load;

/** Hears once a second how far a load is. Called on the thread that runs it. */
@FunctionalInterface
public interface LoadProgress {

  /** How far it is. */
  void second(Second second);

  /**
   * One second of a load.
   *
   * @param phase what it is at, in words
   * @param sends acknowledged in that second
   * @param deliveries that came in it
   * @param errors so far
   */
  record Second(String phase, long sends, long deliveries, long errors) {}
}
