package io.redfire.faults.disturb;

import java.time.Duration;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A kind of fault that a run may meet. Immutable.
 *
 * @param name what reports call it
 * @param place what it needs for itself: two faults of one place never overlap
 * @param weight how often it is chosen, among the others
 * @param longest how long it lasts at most; zero where it is over at once
 * @param loses whether it may take away what was acknowledged
 * @param make a fault of this kind, its details chosen by chance
 */
public record FaultKind(
    String name,
    String place,
    int weight,
    Duration longest,
    boolean loses,
    Function<RandomGenerator, Fault> make) {

  /** A kind that loses nothing that was acknowledged. */
  public static FaultKind harmless(
      String name,
      String place,
      int weight,
      Duration longest,
      Function<RandomGenerator, Fault> make) {
    return new FaultKind(name, place, weight, longest, false, make);
  }

  /** A kind that may take away what was acknowledged. */
  public static FaultKind lossy(
      String name,
      String place,
      int weight,
      Duration longest,
      Function<RandomGenerator, Fault> make) {
    return new FaultKind(name, place, weight, longest, true, make);
  }
}
