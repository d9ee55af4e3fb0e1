package io.redfire.faults.disturb;

import io.redfire.faults.history.MayLose;

/** What a fault may take away of that which was acknowledged, least first. */
public enum Loss {
  NOTHING(MayLose.NOTHING),
  /** What was not acknowledged as being on replicas. */
  UNREPLICATED(MayLose.UNREPLICATED),
  ANYTHING(MayLose.ANYTHING);

  private final MayLose mayLose;

  Loss(MayLose mayLose) {
    this.mayLose = mayLose;
  }

  /** As the history says it. */
  public MayLose mayLose() {
    return mayLose;
  }
}
