package io.redfire.faults.node;

import io.redfire.faults.disturb.Fault;

/** A node dies at once and is started again. */
public record KilledNode(NodeProcess node) implements Fault {
  @Override
  public void begin() {
    node.kill9();
  }

  @Override
  public void end() {
    node.start();
  }
}
