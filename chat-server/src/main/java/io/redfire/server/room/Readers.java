package io.redfire.server.room;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The readers of one room, by the loop that each belongs to: whatever there is to tell, it is one
 * task for each loop, however many readers are on it. Thread-safe.
 */
final class Readers {
  private final Map<Executor, OnLoop> loops = new ConcurrentHashMap<>();

  void add(RoomReader reader) {
    loops.computeIfAbsent(reader.loop(), OnLoop::new).readers.add(reader);
  }

  void remove(RoomReader reader) {
    OnLoop same = loops.get(reader.loop());
    if (same != null) {
      same.readers.remove(reader);
    }
  }

  /** Each reader that there is just now. */
  Stream<RoomReader> all() {
    return loops.values().stream().flatMap(same -> same.readers.stream());
  }

  /** Rings each reader; what rings again before a loop has come to it is one ring. */
  void ring() {
    loops.values().forEach(OnLoop::ring);
  }

  /** Tells each reader that there are signals; as a ring, but apart from it. */
  void signal() {
    loops.values().forEach(OnLoop::signal);
  }

  /** Tells each reader, after what it was told before. */
  void tell(Consumer<RoomReader> news) {
    loops.values().forEach(same -> same.loop.execute(() -> same.readers.forEach(news)));
  }

  /** The readers on one loop. */
  private static final class OnLoop implements Runnable {
    final Executor loop;
    final Set<RoomReader> readers = ConcurrentHashMap.newKeySet();
    final AtomicBoolean rung = new AtomicBoolean();
    final AtomicBoolean signalled = new AtomicBoolean();

    OnLoop(Executor loop) {
      this.loop = loop;
    }

    void ring() {
      if (rung.compareAndSet(false, true)) {
        loop.execute(this);
      }
    }

    void signal() {
      if (!readers.isEmpty() && signalled.compareAndSet(false, true)) {
        loop.execute(
            () -> {
              signalled.set(false);
              readers.forEach(RoomReader::signalled);
            });
      }
    }

    @Override
    public void run() {
      // First: a ring from now on may be for what a reader has already looked for in vain.
      rung.set(false);
      readers.forEach(RoomReader::ring);
    }
  }
}
