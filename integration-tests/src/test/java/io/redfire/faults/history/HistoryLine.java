package io.redfire.faults.history;

/**
 * One event of a history and where it stands. Immutable.
 *
 * @param number of the line in the file; the header is 1
 * @param millis since the run began
 */
public record HistoryLine(long number, long millis, HistoryEvent event) {}
