package io.redfire.server.session;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Carries out what a stream asks of one room in the order in which it was asked, also where each
 * takes its time on other threads. Belongs to its session's loop.
 *
 * <p>Bounded by the frames in flight.
 */
final class InTurn {
  private final Session session;
  private final Map<String, CompletableFuture<?>> last = new HashMap<>();

  InTurn(Session session) {
    this.session = session;
  }

  /** Begins when all that was asked of the room before has ended, however it ended. */
  <T> CompletableFuture<T> begin(String room, Supplier<CompletableFuture<T>> task) {
    CompletableFuture<?> before = last.get(room);
    CompletableFuture<T> ends =
        before == null
            ? task.get()
            : before.handle((done, failure) -> true).thenCompose(ended -> task.get());
    if (!ends.isDone()) {
      last.put(room, ends);
      session.await(ends, () -> last.remove(room, ends));
    }
    return ends;
  }
}
