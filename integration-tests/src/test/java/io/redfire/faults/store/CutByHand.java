package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;
import java.util.function.Supplier;

/**
 * Somebody cuts the list of a room with LTRIM.
 *
 * @param atEnd whether the newest lines go, else the oldest
 * @param lines how many go
 */
record CutByHand(Supplier<Console> opening, String room, boolean atEnd, int lines)
    implements Fault {
  @Override
  public void begin() {
    try (Console console = opening.get()) {
      var unused =
          atEnd ? console.run("LTRIM", room, 0, -lines - 1) : console.run("LTRIM", room, lines, -1);
    }
  }
}
