package io.redfire.faults.disturb;

/** What a fault may take away of that which was acknowledged, least first. */
public enum Loss {
  NOTHING,
  /** What was not acknowledged as being on all replicas. */
  UNREPLICATED,
  ANYTHING
}
