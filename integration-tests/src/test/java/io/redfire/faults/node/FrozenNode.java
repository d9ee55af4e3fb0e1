package io.redfire.faults.node;

import io.redfire.faults.disturb.Fault;

/** A node stands still, its connections open, and goes on later as if nothing had been. */
public record FrozenNode(NodeProcess node) implements Fault {
  @Override
  public void begin() {
    Signal.STOP.to(node.handle());
  }

  @Override
  public void end() {
    Signal.CONT.to(node.handle());
  }
}
