package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A fault that lasts and is made by typing at each Redis that takes writes. */
abstract class AllConsoles implements Fault {
  private final Supplier<List<Console>> opening;
  private final List<Console> consoles = new ArrayList<>();

  AllConsoles(Supplier<List<Console>> opening) {
    this.opening = opening;
  }

  abstract void begin(Console console) throws Exception;

  abstract void end(Console console) throws Exception;

  @Override
  public final void begin() throws Exception {
    consoles.addAll(opening.get());
    for (Console console : consoles) {
      begin(console);
    }
  }

  @Override
  public final void end() throws Exception {
    for (Console console : consoles) {
      try (console) {
        end(console);
      }
    }
  }
}
