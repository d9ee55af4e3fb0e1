package io.redfire.faults.run;

import io.redfire.faults.disturb.Fault;
import io.redfire.faults.disturb.Plan;
import io.redfire.faults.disturb.Schedule;
import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.HistoryHeader;
import io.redfire.faults.history.HistoryWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Keeps the history of one run, and counts. Any thread may call it. */
final class Account implements Schedule.Listener, AutoCloseable {
  private final HistoryWriter writer;
  private final Ledger ledger;
  private final List<String> complaints = new ArrayList<>();
  private final Map<Plan.Step, String> faults = new ConcurrentHashMap<>();
  private final LongAdder sent = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private int began;

  Account(Path file, String store, int replicas, Options options) {
    writer =
        new HistoryWriter(
            file,
            new HistoryHeader(
                options.seed(),
                replicas,
                true,
                Map.of("store", store, "options", options.toString())));
    ledger = new Ledger(options, replicas);
  }

  void write(HistoryEvent event) {
    writer.write(event);
    ledger.accept(event);
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
    write(new HistoryEvent.FaultBegan(name, fault.room(), step.kind().loss().mayLose()));
  }

  private synchronized String name(Plan.Step step) {
    return step.kind().name() + " #" + ++began;
  }

  @Override
  public void ended(Plan.Step step, Fault fault) {
    write(new HistoryEvent.FaultEnded(faults.getOrDefault(step, "")));
  }

  /** Takes the log of a room as it stands at the end. */
  void log(String room, List<byte[]> lines) {
    writer.finalLog(room, lines);
    ledger.log(room, lines);
  }

  /** Acknowledged messages. */
  long sent() {
    return sent.sum();
  }

  /** Entries that readers were given. */
  long delivered() {
    return delivered.sum();
  }

  synchronized List<String> violations() {
    List<String> all = new ArrayList<>(complaints);
    all.addAll(ledger.violations());
    return all;
  }

  @Override
  public void close() {
    writer.close();
  }
}
