package io.redfire.faults.link;

import io.redfire.faults.disturb.Fault;
import java.util.List;

/** Some links are in another mode for a while. */
public record SwitchedLinks(List<FaultyLink> links, LinkMode mode) implements Fault {
  @Override
  public void begin() {
    links.forEach(link -> link.set(mode));
  }

  @Override
  public void end() {
    links.forEach(link -> link.set(LinkMode.PASS));
  }
}
