package io.redfire.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.LogException;
import io.redfire.core.log.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tail of ten entries, with the reads of the log in the test's hand. */
class ChangedEntriesTest {
  private final Tail tail = new Tail(Position.ORIGIN);
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Map<Long, WireEntry> log = new HashMap<>();
  private final List<Long> reads = new ArrayList<>();
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final ChangedEntries changed =
      new ChangedEntries(tail, this, this::read, tasks::add, timer);
  private @Nullable Runnable beforeAnswer;

  ChangedEntriesTest() {
    for (long seq = 1; seq <= 10; seq++) {
      tail.append(entry(seq, 0, 0));
      log.put(seq, entry(seq, 0, 0));
    }
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private static WireEntry entry(long seq, long changes, long changedBy) {
    byte[] event =
        (seq + " changed by " + changedBy).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new WireEntry(
        tag(seq - 1),
        new Position(seq, tag(seq)),
        event,
        changes,
        0,
        changes > 0,
        changedBy,
        null,
        0);
  }

  private static String tag(long seq) {
    return seq == 0 ? Position.ORIGIN.tag() : String.format("%016x", seq);
  }

  /** Answers with what the log holds when the reading begins. */
  private @Nullable WireEntry read(long seq) {
    reads.add(seq);
    WireEntry now = log.get(seq);
    Runnable first = beforeAnswer;
    beforeAnswer = null;
    if (first != null) {
      first.run();
    }
    return now;
  }

  /** The entry after the tail changes that one in the log, and is taken. */
  private void change(long target) {
    long seq = tail.last().seq() + 1;
    log.replaceAll(
        (at, old) -> at == target || old.changes() == target ? entry(at, old.changes(), seq) : old);
    WireEntry change = entry(seq, target, 0);
    log.put(seq, change);
    changed.by(change);
    tail.append(change);
  }

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private @Nullable Long changedBy(long seq) {
    WireEntry held = tail.get(seq);
    return held == null ? null : held.changedBy();
  }

  @Test
  void whatAnEditChangesIsOutAtOnceAndComesBackChanged() {
    change(4);
    assertThat(tail.get(4)).isNull();
    assertThat(tail.known()).hasSize(11);
    runTasks();
    assertThat(changedBy(4)).isEqualTo(11);
    assertThat(reads).containsExactly(4L);
  }

  @Test
  void anEditBeforeItOfTheSameMessageIsChangedToo() {
    change(4);
    runTasks();
    change(4);
    assertThat(tail.get(4)).isNull();
    assertThat(tail.get(11)).isNull();
    runTasks();
    assertThat(changedBy(4)).isEqualTo(12);
    assertThat(changedBy(11)).isEqualTo(12);
    assertThat(changedBy(12)).isZero();
  }

  @Test
  void whatWasReadBeforeAFurtherChangeDoesNotCount() {
    change(4);
    beforeAnswer = () -> change(4);
    runTasks();
    assertThat(changedBy(4)).isEqualTo(12);
    assertThat(reads).startsWith(4L).contains(4L, 11L);
  }

  @Test
  void whatShowsTheChangeAlreadyStays() {
    WireEntry before = tail.get(4);
    WireEntry change = entry(11, 4, 0);
    tail.takeOut(entry -> entry.position().seq() == 4);
    tail.putBack(entry(4, 0, 11));
    changed.by(change);
    assertThat(changedBy(4)).isEqualTo(11);
    assertThat(before).isNotNull();
    assertThat(tasks).isEmpty();
  }

  @Test
  void aRewindTakesBackWhatTheWithdrawnChangesDid() {
    change(4);
    change(5);
    runTasks();
    log.put(5L, entry(5, 0, 0));
    Position fork = new Position(11, tag(11));
    changed.rewound(fork);
    tail.rewindTo(fork);
    assertThat(tail.get(5)).isNull();
    runTasks();
    assertThat(changedBy(4)).isEqualTo(11);
    assertThat(changedBy(5)).isZero();
  }

  @Test
  void whatWasReadBeforeARewindDoesNotCount() {
    change(4);
    beforeAnswer =
        () -> {
          log.put(4L, entry(4, 0, 0));
          Position fork = new Position(10, tag(10));
          changed.rewound(fork);
          tail.rewindTo(fork);
        };
    runTasks();
    assertThat(changedBy(4)).isZero();
  }

  @Test
  void anEntryOfAnotherHistoryIsNotPutBack() {
    change(4);
    log.put(
        4L, new WireEntry("other", new Position(4, "other"), new byte[0], 0, 0, false, 0, null, 0));
    runTasks();
    assertThat(tail.get(4)).isNull();
  }

  @Test
  void aLogThatDoesNotAnswerIsAskedAgain() {
    change(4);
    beforeAnswer =
        () -> {
          throw new LogException(LogException.Reason.UNAVAILABLE, "away", null);
        };
    runTasks();
    assertThat(tail.get(4)).isNull();
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () -> {
              runTasks();
              assertThat(changedBy(4)).isEqualTo(11);
            });
  }
}
