package io.redfire.server.limit;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the order of one stream's messages to one room where one of them was refused since too many
 * came. For one thread.
 *
 * <p>The client sends on before it hears of a refusal, and by the time that those messages come
 * there may be room for one: it would stand in the log before the message that the client sends
 * again. So whatever comes behind a refused message is refused too, until that one comes again. A
 * client that gave it up is not held for ever: {@link #PATIENCE} after the wait it is forgotten.
 */
public final class SendTurn {
  /** How long a refused message is waited for after it could have come again. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** No shorter wait is told: whoever obeyed a shorter one would ask all the time. */
  static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

  private @Nullable String refused;
  private long mayComeAt;

  /**
   * Whether a message is behind a refused one.
   *
   * @param id the message's own; empty for none
   * @param nanoTime as {@link System#nanoTime}
   * @return how long to let the client wait, at least {@link #SHORTEST_WAIT}; empty if the message
   *     may be tried
   */
  public Optional<Duration> behind(String id, long nanoTime) {
    if (refused == null) {
      return Optional.empty();
    }
    long left = mayComeAt - nanoTime;
    if ((!id.isEmpty() && refused.equals(id)) || left < -PATIENCE.toNanos()) {
      refused = null;
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofMillis(Math.max(SHORTEST_WAIT.toMillis(), Duration.ofNanos(left).toMillis())));
  }

  /**
   * A message that was to be tried has been refused.
   *
   * @param id the message's own; one without cannot be sent again as the same, and holds nothing
   * @param wait what the client was told
   */
  public void refused(String id, Duration wait, long nanoTime) {
    if (!id.isEmpty()) {
      refused = id;
      mayComeAt = nanoTime + wait.toNanos();
    }
  }
}
