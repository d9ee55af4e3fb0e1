package io.redfire.faults.history.check;

import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.HistoryHeader;
import io.redfire.faults.history.HistoryLine;
import io.redfire.faults.history.HistoryReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Judges a history, for one thread.
 *
 * <p>It reads the file twice, first for the faults and the final logs, so that all else can be held
 * against them as it comes. It keeps what was sent and the entries that were ever seen, but not who
 * saw them: a history of many readers takes no more memory than one of a few.
 */
public final class HistoryChecker {
  /** How long readers may take to come to the ends of their rooms after all is well. */
  public static final Duration CONVERGENCE = Duration.ofSeconds(10);

  private final HistoryReader file;
  private final HistoryHeader header;
  private final Violations violations = new Violations();
  private final Faults faults = new Faults();
  private final FinalLogs logs = new FinalLogs();
  private final Map<String, Long> counts = new HashMap<>();
  private boolean isHealed;
  private long quietSince;

  private HistoryChecker(HistoryReader file) {
    this.file = file;
    this.header = file.header();
  }

  /**
   * Judges the history in a file.
   *
   * @throws io.redfire.faults.history.HistoryFormatException if it holds something else, or ends in
   *     the middle of a line
   */
  public static CheckReport check(Path file) {
    return new HistoryChecker(new HistoryReader(file)).check();
  }

  private CheckReport check() {
    file.forEach(this::survey);
    if (!isHealed) {
      violations.add(ViolationKind.INCOMPLETE, "it does not say when all was well");
    }
    logs.build(violations);
    Places places = new Places(violations);
    Messages messages = new Messages(header, faults, logs, violations);
    Readers readers = new Readers(faults, logs, messages, places, violations);
    Set<String> known = new HashSet<>();
    file.forEach(
        line -> {
          places.at(line.millis());
          if (line.event() instanceof HistoryEvent.FinalLog log && known.add(log.room())) {
            FinalLogs.Log whole = logs.of(log.room());
            if (whole != null) {
              places.stored(log.room(), whole);
            }
          }
          messages.took(line, places);
          readers.took(line);
        });
    logs.check(messages, violations);
    messages.end();
    places.end(faults, logs, messages);
    readers.end(quietSince + CONVERGENCE.toMillis());
    return report();
  }

  private void survey(HistoryLine line) {
    HistoryEvent event = line.event();
    var unused = counts.merge(event.getClass().getSimpleName(), 1L, Long::sum);
    faults.took(line);
    logs.took(line);
    isHealed |= event instanceof HistoryEvent.Healed;
    if (event instanceof HistoryEvent.Healed
        || event instanceof HistoryEvent.FaultEnded
        || event instanceof HistoryEvent.Invoked
        || event instanceof HistoryEvent.Acked
        || event instanceof HistoryEvent.Pushed) {
      quietSince = line.millis();
    }
  }

  private CheckReport report() {
    Set<Long> numbers = new HashSet<>();
    violations.kept().forEach(violation -> numbers.addAll(violation.lines()));
    return new CheckReport(
        header, counts, violations.kept(), violations.counts(), file.lines(numbers));
  }
}
