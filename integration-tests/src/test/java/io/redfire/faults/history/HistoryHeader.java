package io.redfire.faults.history;

import java.util.Map;

/**
 * What a run was like. Immutable.
 *
 * @param seed of everything that was left to chance
 * @param replicas how many replicas each Redis had; no acknowledgement may claim more
 * @param syncsDisk whether Redis syncs its disk before it answers; else no acknowledgement may
 *     claim {@code ON_DISK}
 * @param settings anything else that a person should know, by name
 */
public record HistoryHeader(
    long seed, int replicas, boolean syncsDisk, Map<String, String> settings) {
  public HistoryHeader {
    settings = Map.copyOf(settings);
  }
}
