package io.redfire.faults.disturb;

import io.redfire.faults.history.MayLose;

/** What a fault may take away of that which was acknowledged, least first. */
public enum Loss {
  NOTHING,
  /** What was not acknowledged as being on all replicas: one that lacks it may take over. */
  UNREPLICATED,
  ANYTHING;

  /**
   * As the history says it.
   *
   * @param replicas how many each primary has
   */
  public MayLose mayLose(int replicas) {
    return switch (this) {
      case NOTHING -> MayLose.NOTHING;
      case UNREPLICATED -> MayLose.upTo(replicas - 1);
      case ANYTHING -> MayLose.ANYTHING;
    };
  }
}
