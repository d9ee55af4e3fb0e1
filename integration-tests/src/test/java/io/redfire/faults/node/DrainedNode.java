package io.redfire.faults.node;

import io.redfire.faults.disturb.Fault;

/** A node says goodbye to its clients and stops, and is started again. */
public record DrainedNode(NodeProcess node) implements Fault {
  @Override
  public void begin() {
    node.drain();
  }

  @Override
  public void end() {
    node.start();
  }
}
