package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;
import java.util.function.Supplier;

/** Somebody empties the Redis. */
record Flushed(Supplier<Console> opening) implements Fault {
  @Override
  public void begin() {
    try (Console console = opening.get()) {
      var unused = console.run("FLUSHALL");
    }
  }
}
