package io.redfire.cli;

import io.redfire.client.BotClient;
import io.redfire.client.ChatException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the commands that are typed in a talk, in their order and on a thread of its own, since each
 * waits for its answer. What goes wrong is noted.
 */
final class SlashRuns implements AutoCloseable {
  private static final int MOST_WAITING = 64;

  private final BotClient bots;
  private final Notes notes;
  private final String room;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          task -> {
            Thread runs = new Thread(task, "redfire-commands");
            runs.setDaemon(true);
            return runs;
          });

  SlashRuns(BotClient bots, Notes notes, String room) {
    this.bots = bots;
    this.notes = notes;
    this.room = room;
  }

  void run(SlashLine line) {
    try {
      thread.execute(() -> runNow(line));
    } catch (RejectedExecutionException full) {
      notes.say("not run: " + MOST_WAITING + " commands wait (expected: fewer, wait for them)");
    }
  }

  private void runNow(SlashLine line) {
    try {
      var unused = bots.run(room, line.name(), line.text());
    } catch (ChatException why) {
      notes.say(
          why.reason().equals("COMMAND_NOT_FOUND") || why.reason().equals("NAME_INVALID")
              ? "there is no command /"
                  + line.name()
                  + " here (see: redfire command list "
                  + room
                  + "; begin with // to say it)"
              : "not run: " + Failure.of(why).getMessage());
    }
  }

  /** Waits until all that was typed has been run, but no longer than that. */
  void finish(Duration patience) throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      notes.say("some commands were perhaps not run: they are not answered yet");
    }
  }

  @Override
  public void close() {
    var unused = thread.shutdownNow();
    bots.close();
  }
}
