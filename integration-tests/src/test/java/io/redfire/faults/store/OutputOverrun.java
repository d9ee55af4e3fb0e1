package io.redfire.faults.store;

import java.util.List;
import java.util.function.Supplier;

/**
 * A subscriber that is too slow for what comes: Redis cuts it in the middle of a line, as soon as
 * more waits for it than fits into its first buffer.
 */
final class OutputOverrun extends AllConsoles {
  private static final String LIMIT = "client-output-buffer-limit";

  private final String channel;

  /**
   * @param channel one that every node has subscribed and that is no room's
   */
  OutputOverrun(Supplier<List<Console>> consoles, String channel) {
    super(consoles);
    this.channel = channel;
  }

  @Override
  void begin(Console console) {
    console.set(LIMIT, "pubsub 1 1 0");
    var unused = console.run("PUBLISH", channel, "x".repeat(256 * 1024));
  }

  @Override
  void end(Console console) {
    console.set(LIMIT, "pubsub 33554432 8388608 60");
  }
}
