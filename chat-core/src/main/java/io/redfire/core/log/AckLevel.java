package io.redfire.core.log;

/** How safe an appended message is. A level that was missed is told as the lower one reached. */
public enum AckLevel {
  /** Redis ran the append. */
  ACCEPTED,
  /** Redis also synced it to disk. */
  ON_DISK,
  /** Replicas have it too, in their memory. */
  REPLICATED
}
