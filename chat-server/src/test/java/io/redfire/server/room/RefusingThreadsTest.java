package io.redfire.server.room;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.RoomName;
import io.redfire.server.limit.NoPlaceException;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.wire.Events;
import io.redfire.testing.fuzz.LineLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rooms whose threads have no place for what they hand over, for a while. */
class RefusingThreadsTest {
  private static final RoomName NAME = new RoomName("chat");

  private final LineLog log = new LineLog();
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private volatile boolean full;

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private void execute(Runnable task) {
    if (full) {
      throw new NoPlaceException();
    }
    task.run();
  }

  @Test
  void aRoomThatCouldNotBeOpenedIsOpenedForTheNextReader() {
    try (LiveRooms rooms = rooms()) {
      full = true;
      RoomLease refused = rooms.acquire(NAME);
      assertThat(refusal(refused.room())).isInstanceOf(NoPlaceException.class);
      assertThat(rooms.count()).as("rooms open").isZero();
      full = false;
      // While the first one still holds what failed.
      try (RoomLease lease = rooms.acquire(NAME)) {
        assertThat(lease.room().join().name()).isEqualTo(NAME);
      }
      refused.close();
    }
  }

  @Test
  void aRoomFillsAsSoonAsThereIsAPlaceAgain() {
    try (LiveRooms rooms = rooms();
        RoomLease lease = rooms.acquire(NAME)) {
      LiveRoom room = lease.room().join();
      full = true;
      log.push("missed".getBytes(StandardCharsets.UTF_8));
      room.onRestored();
      assertThat(room.last().seq()).isZero();
      full = false;
      await().atMost(Duration.ofSeconds(30)).until(() -> room.last().equals(log.head()));
    }
  }

  @Test
  void aRoomWithoutReadersIsClosedAsSoonAsThereIsAPlaceAgain() {
    try (LiveRooms rooms = rooms()) {
      RoomLease lease = rooms.acquire(NAME);
      assertThat(lease.room()).isCompleted();
      full = true;
      lease.close();
      assertThat(rooms.count()).isOne();
      full = false;
      await().atMost(Duration.ofSeconds(30)).until(() -> rooms.count() == 0);
    }
  }

  private LiveRooms rooms() {
    return new LiveRooms(
        log,
        new SilentBus(),
        Events::wire,
        this::execute,
        timer,
        new ServerMetrics("test"),
        name -> {});
  }

  private static Throwable refusal(CompletableFuture<?> outcome) {
    try {
      throw new AssertionError("not refused: " + outcome.join());
    } catch (CompletionException failure) {
      return requireNonNull(failure.getCause());
    }
  }

  private static final class SilentBus implements MessageBus {
    @Override
    public CompletableFuture<Void> subscribe(RoomName room, Listener listener) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unsubscribe(RoomName room) {}

    @Override
    public void signal(RoomName room, byte[] signal) {}

    @Override
    public void close() {}
  }
}
