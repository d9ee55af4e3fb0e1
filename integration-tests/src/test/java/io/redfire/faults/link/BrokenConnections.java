package io.redfire.faults.link;

import io.redfire.faults.disturb.Fault;
import java.util.List;

/** All connections of some links break; new ones may be made at once. */
public record BrokenConnections(List<Link> links) implements Fault {
  @Override
  public void begin() {
    links.forEach(Link::cut);
  }
}
