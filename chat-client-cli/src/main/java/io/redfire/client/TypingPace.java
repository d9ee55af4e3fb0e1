package io.redfire.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Says when it is time to tell a room again that the user types. Used on the client's own thread
 * only. It remembers the rooms of the last {@link #PAUSE} and no others.
 */
final class TypingPace {
  /** Shorter than a sign is good, so that one that is late leaves no gap. */
  static final Duration PAUSE = Duration.ofSeconds(3);

  private final LongSupplier nanoTime;
  private final Map<String, Long> told = new HashMap<>();

  TypingPace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether the room is to be told now; it counts as told then. */
  boolean isDue(String room) {
    long now = nanoTime.getAsLong();
    told.values().removeIf(at -> now - at >= PAUSE.toNanos());
    return told.putIfAbsent(room, now) == null;
  }

  /** Whoever was told is not connected any more. */
  void forget() {
    told.clear();
  }
}
