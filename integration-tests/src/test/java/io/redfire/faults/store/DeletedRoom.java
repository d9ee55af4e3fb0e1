package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;
import java.util.function.Supplier;

/** Somebody deletes the list of a room, and not what else there is of it. */
record DeletedRoom(Supplier<Console> opening, String room) implements Fault {
  @Override
  public void begin() {
    try (Console console = opening.get()) {
      var unused = console.run("DEL", room);
    }
  }
}
