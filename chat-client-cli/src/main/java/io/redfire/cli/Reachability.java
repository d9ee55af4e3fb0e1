package io.redfire.cli;

import io.redfire.chat.v1.Welcome;
import io.redfire.client.ChatException;
import io.redfire.client.ConnectionListener;
import io.redfire.client.ServerAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notes how the connection fares and remembers whether there ever was one. Called by the client;
 * any thread may ask.
 *
 * <p>A first connection that succeeds at once is not worth a note.
 */
final class Reachability implements ConnectionListener {
  private static final Duration WORTH_A_NOTE = Duration.ofSeconds(2);

  private final Notes notes;
  private final CountDownLatch reached = new CountDownLatch(1);
  private volatile boolean lost;
  private volatile boolean limited;
  private volatile @Nullable ChatException lastError;

  Reachability(Notes notes) {
    this.notes = notes;
  }

  @Override
  public void onConnected(ServerAddress server, Welcome welcome) {
    reached.countDown();
    lastError = null;
    if (lost) {
      lost = false;
      notes.say("connected to " + server);
    }
  }

  @Override
  public void onLost(ServerAddress server, ChatException why, Duration retryIn) {
    lastError = why;
    if (!lost) {
      lost = true;
      notes.say(
          String.format(
              Locale.ROOT,
              "%s: %s; trying again (first in %.1f s)",
              server,
              why.getMessage(),
              retryIn.toMillis() / 1000.0));
    }
  }

  @Override
  public void onResending(String room, int messages) {
    notes.say("the log of " + room + " was replaced; sending " + messages + " messages again");
  }

  @Override
  public void onResendRefused(String room, String id, ChatException why) {
    notes.say("message " + id + " was withdrawn and is lost: " + why.getMessage());
  }

  @Override
  public void onRateLimited(String room, Duration wait) {
    boolean first = !limited;
    limited = true;
    if (first || wait.compareTo(WORTH_A_NOTE) >= 0) {
      notes.say(
          String.format(
              Locale.ROOT,
              "%s: the server takes no more messages for %.1f s; the rest waits, nothing is lost",
              room,
              Math.max(100, wait.toMillis()) / 1000.0));
    }
  }

  /** True from a lost or failed connection until the next one stands. */
  boolean isLost() {
    return lost;
  }

  boolean awaitFirst(Duration atMost) throws InterruptedException {
    return reached.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What it means that nothing went on for so long. */
  Failure stuck(Duration waited) {
    ChatException last = lastError;
    String unsaid = limited ? "the server takes messages no faster" : "no answer";
    String why = last == null ? unsaid : String.valueOf(last.getMessage());
    return reached.getCount() > 0
        ? new Failure(
            ExitCode.UNREACHABLE,
            "no server reached within " + waited.toSeconds() + " s (" + why + ")")
        : new Failure(
            ExitCode.TEMPORARY, "no progress for " + waited.toSeconds() + " s (" + why + ")");
  }
}
