/**
 * Whole runs: nodes, clients and faults from one seed, and what is found in the end.
 *
 * <p>A run is a {@link io.redfire.faults.run.Site} (nodes in JVMs of their own on a {@link
 * io.redfire.faults.store.Store}, a link from each client to each node), a {@link
 * io.redfire.faults.workload.Workload} and a {@link io.redfire.faults.disturb.Plan} of what goes
 * wrong when. All that clients do, hear and see goes into a history, which is judged when all is
 * over ({@link io.redfire.faults.history.check.HistoryChecker}). The seed decides what clients try
 * and which faults come when; how they interleave is up to the machine, so a seed makes a violation
 * likely again, and the history shows the one that was found.
 *
 * <p>There are three lengths. {@code mvn verify} makes short runs with fixed seeds on each form of
 * store. {@code mvn -Pfaults -DskipTests verify} goes on for an hour with new seeds, all forms in
 * turn; {@code -Dfaults.duration=10m} changes the length, {@code -Dfaults.seed} and {@code
 * -Dfaults.form} begin with a run that a report named. {@code mvn -Psoak -DskipTests
 * -Dsoak.duration=8h verify} keeps the same nodes busy for that long and fails if they grow. What
 * is left of a run that failed stands in {@code target/faults}: the history and what the nodes
 * printed.
 */
@org.jspecify.annotations.NullMarked
package io.redfire.faults.run;
