package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;
import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.TextDigest;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Another program pushes lines of its own onto the list of a room. */
record PushedByHand(
    Supplier<Console> opening, String room, List<String> lines, Consumer<HistoryEvent> history)
    implements Fault {
  @Override
  public void begin() {
    try (Console console = opening.get()) {
      for (String line : lines) {
        history.accept(new HistoryEvent.Pushed(room, TextDigest.of(line)));
        var unused = console.run("RPUSH", room, line);
      }
    }
  }
}
