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
 * @param loss what it may take away
 * @param make a fault of this kind, its details chosen by chance
 */
public record FaultKind(
    String name,
    String place,
    int weight,
    Duration longest,
    Loss loss,
    Function<RandomGenerator, Fault> make) {}
