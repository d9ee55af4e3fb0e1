package io.redfire.faults.store;

import java.util.List;
import java.util.function.Supplier;

/** Redis has no memory left and refuses to write. */
final class OutOfMemory extends AllConsoles {
  OutOfMemory(Supplier<List<Console>> consoles) {
    super(consoles);
  }

  @Override
  void begin(Console console) {
    console.set("maxmemory-policy", "noeviction");
    console.set("maxmemory", "1");
  }

  @Override
  void end(Console console) {
    console.set("maxmemory", "0");
  }
}
