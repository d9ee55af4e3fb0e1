package io.redfire.faults.run;

import io.redfire.faults.disturb.Fault;
import io.redfire.faults.disturb.Loss;
import io.redfire.faults.disturb.Plan;
import io.redfire.faults.disturb.Schedule;
import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.HistoryHeader;
import io.redfire.faults.history.HistoryWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps the history of one run, and counts. Any thread may call it.
 *
 * <p>The end of a fault that may lose something is written down late: what clients hear through a
 * silent link or from a frozen node may be from before the loss.
 */
final class Account implements Schedule.Listener, AutoCloseable {
  /** Longer than any link is silent or any node frozen. */
  private static final Duration LATE = Duration.ofSeconds(15);

  private final HistoryWriter writer;
  private final int replicas;
  private final List<String> complaints = new ArrayList<>();
  private final Map<Plan.Step, String> faults = new ConcurrentHashMap<>();
  private final LongAdder sent = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final Deque<Over> over = new ArrayDeque<>();
  private int began;

  /** A fault that was over at that time. */
  private record Over(String name, long nanos) {}

  Account(Path file, String store, int replicas, Options options) {
    this.replicas = replicas;
    writer =
        new HistoryWriter(
            file,
            new HistoryHeader(
                options.seed(),
                replicas,
                true,
                Map.of("store", store, "options", options.toString())));
  }

  void write(HistoryEvent event) {
    tellWhatIsOver(LATE);
    writer.write(event);
    if (event instanceof HistoryEvent.Acked acked && !acked.duplicate()) {
      sent.increment();
    } else if (event instanceof HistoryEvent.Delivered) {
      delivered.increment();
    }
  }

  /** Takes what must not be and is no part of the history. */
  synchronized void complain(String what) {
    complaints.add(what);
  }

  @Override
  public void begins(Plan.Step step, Fault fault) {
    String name = name(step);
    faults.put(step, name);
    write(new HistoryEvent.FaultBegan(name, fault.room(), step.kind().loss().mayLose(replicas)));
  }

  private synchronized String name(Plan.Step step) {
    return step.kind().name() + " #" + ++began;
  }

  @Override
  public void ended(Plan.Step step, Fault fault) {
    String name = faults.getOrDefault(step, "");
    if (step.kind().loss() == Loss.NOTHING) {
      write(new HistoryEvent.FaultEnded(name));
    } else {
      synchronized (this) {
        over.add(new Over(name, System.nanoTime()));
      }
    }
  }

  private synchronized void tellWhatIsOver(Duration since) {
    long latest = System.nanoTime() - since.toNanos();
    while (!over.isEmpty() && over.getFirst().nanos() - latest <= 0) {
      writer.write(new HistoryEvent.FaultEnded(over.removeFirst().name()));
    }
  }

  /** Takes the log of a room as it stands at the end. */
  void log(String room, List<byte[]> lines) {
    tellWhatIsOver(Duration.ZERO);
    writer.finalLog(room, lines);
  }

  /** Acknowledged messages. */
  long sent() {
    return sent.sum();
  }

  /** Entries that readers were given. */
  long delivered() {
    return delivered.sum();
  }

  /** What must not be and is no part of the history. */
  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Nothing comes after that, and the history can be read. */
  void finish() {
    writer.close();
  }

  @Override
  public void close() {
    finish();
  }
}
