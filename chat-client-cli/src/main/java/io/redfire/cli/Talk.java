package io.redfire.cli;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Start;
import io.redfire.client.ChatClient;
import io.redfire.client.ChatClientBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One talk in a room. Typing is the main thread's; answers come on the client's thread, and what is
 * said on its delivery thread.
 */
final class Talk {
  private final World world;
  private final Keyboard keyboard;
  private final String room;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final WhoTypes whoTypes;
  private final ChatView view;
  private final Reachability reachability;
  private final AtomicLong newestOwn = new AtomicLong();
  private final Duration patience;

  Talk(World world, Keyboard keyboard, TextForm words, String room) {
    this.world = world;
    this.keyboard = keyboard;
    this.room = room;
    this.patience = Duration.ofSeconds(world.interactive() ? 2 : 30);
    this.whoTypes = new WhoTypes(keyboard::aside, System::nanoTime);
    this.view = new ChatView(keyboard, whoTypes, words, done);
    this.reachability = new Reachability(keyboard.notes());
  }

  /** Talks until the end of what is typed; returns the exit code. */
  @SuppressWarnings("FutureReturnValueIgnored") // What is chained handles the failure itself.
  int run(CallerOptions caller, int last) throws InterruptedException {
    Thread typing = Thread.currentThread();
    ChatClientBuilder builder = caller.client(world, reachability).maxUnanswered(64);
    if (world.interactive()) {
      // Then somebody sees it.
      builder.receipts();
    }
    try (ChatClient client = builder.connect();
        SlashRuns runs = new SlashRuns(caller.bots(world), keyboard.notes(), room)) {
      keyboard.onTyping(() -> client.typing(room));
      client.subscribe(room, Start.newBuilder().setLast(last).build(), view);
      client
          .ended()
          .whenComplete(
              (ignored, failed) -> {
                if (failed != null) {
                  done.completeExceptionally(failed);
                }
              });
      done.whenComplete((ignored, failed) -> typing.interrupt());
      say(client, runs);
      finish(client);
      runs.finish(patience);
      throwIfFailed();
    } catch (Keyboard.Interrupted e) {
      // Also how a wait for a key ends when there is nobody left to talk to.
      if (!done.isDone()) {
        return ExitCode.INTERRUPTED;
      }
      throwIfFailed();
    } catch (InterruptedException e) {
      throwIfFailed();
    } finally {
      whoTypes.close();
    }
    return ExitCode.DONE;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // answered() handles the failure itself.
  private void say(ChatClient client, SlashRuns runs)
      throws Keyboard.Interrupted, InterruptedException {
    for (Optional<String> line = keyboard.line();
        line.isPresent() && !line.get().equals("/quit");
        line = keyboard.line()) {
      if (!line.get().isEmpty()) {
        Optional<SlashLine> command = SlashLine.of(line.get());
        if (command.isPresent()) {
          runs.run(command.get());
          continue;
        }
        // The typed line leaves the screen, and would stay away as long as the server does.
        if (world.interactive() && reachability.isLost()) {
          keyboard.notes().say("not connected; will be sent: " + line.get());
        }
        client.sendWhenFree(room, SlashLine.said(line.get())).whenComplete(this::answered);
      }
    }
  }

  private void answered(@Nullable Accepted accepted, @Nullable Throwable failed) {
    if (accepted != null) {
      newestOwn.accumulateAndGet(accepted.getSeq(), Math::max);
    } else if (failed != null) {
      keyboard.notes().say("not sent: " + Failure.of(failed).getMessage());
    }
  }

  /** What was typed is answered, and shown, before the end; but nobody waits long for that. */
  private void finish(ChatClient client) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    try {
      client.allAnswered().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (!world.interactive()) {
        // A pipe may end before the connection stands; it still gets what it asked for.
        view.caughtUp().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      }
      while (view.shown() < newestOwn.get() && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (TimeoutException e) {
      throw reachability.stuck(patience);
    } catch (ExecutionException e) {
      throw Failure.of(e);
    }
  }

  private void throwIfFailed() {
    if (done.isCompletedExceptionally()) {
      try {
        done.join();
      } catch (RuntimeException e) {
        throw Failure.of(e);
      }
    }
  }
}
