/**
 * The history of a run: a file that holds, in the order in which it happened, all that clients did
 * and saw, what went wrong meanwhile, and what stood in the logs at the end. Read {@link
 * io.redfire.faults.history.HistoryEvent} first.
 */
@org.jspecify.annotations.NullMarked
package io.redfire.faults.history;
