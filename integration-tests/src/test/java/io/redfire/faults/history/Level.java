package io.redfire.faults.history;

/** How safe an acknowledgement says that its message is, from the least to the most. */
public enum Level {
  ACCEPTED,
  ON_DISK,
  REPLICATED
}
