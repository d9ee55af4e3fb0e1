package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;
import java.util.List;
import java.util.function.Supplier;

/** Somebody empties the Redis. */
record Flushed(Supplier<List<Console>> consoles) implements Fault {
  @Override
  public void begin() {
    for (Console console : consoles.get()) {
      try (console) {
        var unused = console.run("FLUSHALL");
      }
    }
  }
}
