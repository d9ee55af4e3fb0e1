package io.redfire.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedThreadsTest {
  private static final int WAITING = 2;

  private final BoundedThreads threads =
      new BoundedThreads(
          1,
          WAITING,
          task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
          });
  private final CountDownLatch held = new CountDownLatch(1);

  @AfterEach
  void end() {
    held.countDown();
    threads.close();
  }

  @Test
  void whatIsBeyondTheBoundIsToldToComeLater() {
    List<CompletableFuture<String>> asked = new ArrayList<>();
    for (int i = 0; i < 1 + WAITING; i++) {
      asked.add(Asking.on(threads, this::answerWhenLetGo));
    }
    Problem beyond = refusal(Asking.on(threads, this::answerWhenLetGo));
    List<RuntimeException> notHandedOver = new ArrayList<>();
    Asking.give(threads, () -> {}, notHandedOver::add);

    held.countDown();

    assertThat(beyond.reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(beyond.retryAfter()).isPresent();
    assertThat(notHandedOver).hasSize(1);
    assertThat(asked).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("answer"));
    assertThat(Asking.on(threads, () -> "again").join()).isEqualTo("again");
  }

  @Test
  void whoAsksAfterTheEndIsToldOfTheStop() {
    threads.close();
    assertThat(refusal(Asking.on(threads, () -> "answer")).reason()).isEqualTo(Reason.STOPPING);
  }

  private String answerWhenLetGo() {
    try {
      held.await();
      return "answer";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static Problem refusal(CompletableFuture<?> outcome) {
    try {
      throw new AssertionError("not refused: " + outcome.join());
    } catch (CompletionException failure) {
      return Problem.from(failure);
    }
  }
}
