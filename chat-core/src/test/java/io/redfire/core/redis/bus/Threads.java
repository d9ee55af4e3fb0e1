package io.redfire.core.redis.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does something in several threads at once, and fails where one of them does. */
final class Threads {
  private Threads() {}

  /** What each of them does, which are numbered from 0. */
  interface Task {
    void run(int thread) throws Exception;
  }

  static void run(int count, Task task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int thread = i;
        tasks.add(
            () -> {
              task.run(thread);
              return true;
            });
      }
      for (Future<Boolean> done : threads.invokeAll(tasks, 120, TimeUnit.SECONDS)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
