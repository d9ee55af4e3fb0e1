package io.redfire.faults.disturb;

import io.redfire.faults.history.MayLose;

/** What a fault may take away of that which was acknowledged, least first. */
public enum Loss {
  NOTHING,
  /** What was not acknowledged as being on replicas. */
  UNREPLICATED,
  ANYTHING;

  /** As the history says it. */
  public MayLose mayLose() {
    return switch (this) {
      case NOTHING -> MayLose.NOTHING;
      case UNREPLICATED -> MayLose.UNREPLICATED;
      case ANYTHING -> MayLose.ANYTHING;
    };
  }
}
