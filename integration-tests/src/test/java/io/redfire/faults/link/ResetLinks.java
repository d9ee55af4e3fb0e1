package io.redfire.faults.link;

import io.redfire.faults.disturb.Fault;
import java.util.List;

/** All connections of some links are reset; new ones may be made at once. */
public record ResetLinks(List<FaultyLink> links) implements Fault {
  @Override
  public void begin() {
    links.forEach(FaultyLink::reset);
  }
}
