/**
 * Judges the history of a run after it: whether the promises held. It knows nothing of the
 * product's code, only of what the product promises and how a line of a log looks.
 */
@org.jspecify.annotations.NullMarked
package io.redfire.faults.history.check;
