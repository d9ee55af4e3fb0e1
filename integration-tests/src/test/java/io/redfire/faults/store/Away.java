package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;

/** A Redis is away for a while: dead, frozen or cut off. */
record Away(Runnable leave, Runnable comeBack) implements Fault {
  @Override
  public void begin() {
    leave.run();
  }

  @Override
  public void end() {
    comeBack.run();
  }
}
