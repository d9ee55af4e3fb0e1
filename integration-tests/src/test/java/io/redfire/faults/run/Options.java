package io.redfire.faults.run;

import io.redfire.faults.disturb.Loss;
import io.redfire.faults.workload.Workload;
import java.time.Duration;

/**
 * What a run is like.
 *
 * @param seed of everything that is left to chance
 * @param length how long things go wrong
 * @param gap from one fault to the next, about
 * @param loss what the faults may take away at most
 * @param size how many clients there are
 * @param convergence how long readers may take, after all is well again, to be at the ends of their
 *     rooms
 */
record Options(
    long seed,
    Duration length,
    Duration gap,
    Loss loss,
    Workload.Size size,
    Duration convergence) {}
