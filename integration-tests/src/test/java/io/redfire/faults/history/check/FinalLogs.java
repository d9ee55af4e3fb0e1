package io.redfire.faults.history.check;

import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.HistoryLine;
import io.redfire.faults.history.TextDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands in the logs at the end. For one thread. */
final class FinalLogs {
  static final String ORIGIN = "0000000000000000";

  /** One entry; the tag is empty where nobody knows it. */
  record Stored(
      long line, long seq, String tag, String previous, String id, String from, String digest) {}

  /** One log. Its lines are kept until the whole is read, since the base is told by them. */
  static final class Log {
    private final HistoryEvent.FinalLog announced;
    private final long line;
    private List<LogLine> lines = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private final List<Stored> entries = new ArrayList<>();
    private long base;

    Log(long line, HistoryEvent.FinalLog announced) {
      this.line = line;
      this.announced = announced;
    }

    long base() {
      return base;
    }

    long end() {
      return base + entries.size();
    }

    String endTag() {
      return entries.isEmpty() ? base == 0 ? ORIGIN : "" : entries.get(entries.size() - 1).tag();
    }

    List<Stored> entries() {
      return entries;
    }

    @Nullable Stored at(long seq) {
      return seq > base && seq <= end() ? entries.get((int) (seq - base - 1)) : null;
    }

    /** Whether the entry stands in the log, or would without what was trimmed. */
    boolean holds(long seq, String tag) {
      if (seq <= base) {
        return true;
      }
      Stored stored = at(seq);
      return stored != null && (stored.tag().equals(tag) || stored.tag().isEmpty());
    }

    private void build() {
      base = announced.base() < 0 ? claimedBase() : announced.base();
      String tag = base == 0 ? ORIGIN : announced.baseTag();
      for (int i = 0; i < lines.size(); i++) {
        LogLine next = lines.get(i);
        long seq = base + i + 1;
        String previous = tag;
        boolean own =
            next.seq() == seq && (previous.isEmpty() || next.tag().equals(next.ownTag(previous)));
        tag = own ? next.tag() : previous.isEmpty() ? "" : next.foreignTag(previous);
        entries.add(
            new Stored(
                numbers.get(i),
                seq,
                tag,
                previous,
                own ? next.id() : "",
                own ? next.from() : "redis",
                own ? next.textDigest() : TextDigest.of(next.whole())));
      }
    }

    private long claimedBase() {
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).seq() > i) {
          return lines.get(i).seq() - i - 1;
        }
      }
      return 0;
    }
  }

  private final Map<String, Log> logs = new HashMap<>();

  void took(HistoryLine line) {
    if (line.event() instanceof HistoryEvent.FinalLog log) {
      logs.put(log.room(), new Log(line.number(), log));
    } else if (line.event() instanceof HistoryEvent.FinalLine one) {
      Log log = logs.get(one.room());
      if (log != null) {
        log.lines.add(LogLine.of(one.line()));
        log.numbers.add(line.number());
      }
    }
  }

  /** Ends the reading: finds the bases and follows the chains. */
  void build(Violations violations) {
    logs.forEach(
        (room, log) -> {
          if (log.lines.size() != log.announced.lines()) {
            violations.add(
                ViolationKind.INCOMPLETE,
                room + " has " + log.lines.size() + " lines, not " + log.announced.lines(),
                log.line);
          }
          log.build();
        });
  }

  /** Holds the lines against what was sent and pushed. */
  void check(Messages messages, Violations violations) {
    logs.forEach((room, log) -> check(room, log, messages, violations));
  }

  private static void check(String room, Log log, Messages messages, Violations violations) {
    Map<String, Stored> seen = new HashMap<>();
    Map<String, Integer> foreign = new HashMap<>();
    Shown shown = new Shown(room, log, log.lines, violations);
    for (int i = 0; i < log.entries.size(); i++) {
      Stored entry = log.entries.get(i);
      LogLine line = log.lines.get(i);
      if (entry.id().isEmpty()) {
        String digest = TextDigest.of(line.whole());
        int times = foreign.merge(digest, 1, Integer::sum);
        if (times > messages.pushed(room, digest)) {
          violations.add(
              line.seq() > 0 ? ViolationKind.CHAIN_BROKEN : ViolationKind.INVENTED,
              room
                  + " "
                  + entry.seq()
                  + " does not follow from what is before it, and was pushed "
                  + messages.pushed(room, digest)
                  + " times",
              entry.line(),
              i > 0 ? log.entries.get(i - 1).line() : log.line);
        }
        continue;
      }
      String name = entry.from() + ":" + entry.id();
      Stored before = seen.putIfAbsent(name, entry);
      if (before != null) {
        violations.add(
            ViolationKind.STORED_TWICE,
            name + " stands in " + room + " at " + before.seq() + " and " + entry.seq(),
            before.line(),
            entry.line());
      }
      messages.stored(room, entry, violations);
      shown.check(i);
    }
    log.lines = List.of();
  }

  @Nullable Log of(String room) {
    return logs.get(room);
  }
}
