package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;
import java.util.List;
import java.util.function.Supplier;

/** Another program pushes lines of its own onto the list of a room. */
record PushedByHand(Supplier<Console> opening, String room, List<String> lines) implements Fault {
  @Override
  public void begin() {
    try (Console console = opening.get()) {
      for (String line : lines) {
        var unused = console.run("RPUSH", room, line);
      }
    }
  }
}
