package io.redfire.faults.history.check;

import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.HistoryLine;
import io.redfire.faults.history.StartKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows each reader through each of its rooms. For one thread; takes the events in order. */
final class Readers {
  private static final class Reader {
    final String name;
    final String room;
    StartKind start = StartKind.GIVEN;
    boolean isLive;
    boolean isNew = true;
    long seq;
    String tag = "";
    long line;
    long millis;

    Reader(String client, String room) {
      this.name = client + " in " + room;
      this.room = room;
    }

    boolean isAtAnInventedPlace() {
      return isNew && start.isInvented();
    }

    void moveTo(HistoryLine to, long newSeq, String newTag) {
      String known = newSeq == 0 ? FinalLogs.ORIGIN : newTag;
      if (newSeq != seq || !known.equals(tag)) {
        millis = to.millis();
      }
      seq = newSeq;
      tag = known;
      line = to.number();
      isNew = false;
    }
  }

  private final Faults faults;
  private final FinalLogs logs;
  private final Messages messages;
  private final Places places;
  private final Violations violations;
  private final Map<String, Reader> readers = new HashMap<>();

  Readers(Faults faults, FinalLogs logs, Messages messages, Places places, Violations violations) {
    this.faults = faults;
    this.logs = logs;
    this.messages = messages;
    this.places = places;
    this.violations = violations;
  }

  private Reader reader(String client, String room) {
    return readers.computeIfAbsent(client + " " + room, unused -> new Reader(client, room));
  }

  void took(HistoryLine line) {
    if (line.event() instanceof HistoryEvent.Followed e) {
      followed(line, e, reader(e.client(), e.room()));
    } else if (line.event() instanceof HistoryEvent.Left e) {
      reader(e.client(), e.room()).isLive = false;
    } else if (line.event() instanceof HistoryEvent.Delivered e) {
      delivered(line, e, reader(e.client(), e.room()));
    } else if (line.event() instanceof HistoryEvent.Rewound e) {
      rewound(line, e, reader(e.client(), e.room()));
    } else if (line.event() instanceof HistoryEvent.Trimmed e) {
      trimmed(line, e, reader(e.client(), e.room()));
    } else if (line.event() instanceof HistoryEvent.CaughtUp e) {
      caughtUp(line, e, reader(e.client(), e.room()));
    }
  }

  private void followed(HistoryLine line, HistoryEvent.Followed e, Reader reader) {
    if (e.start() == StartKind.OWN && reader.line > 0) {
      String tag = e.seq() == 0 ? FinalLogs.ORIGIN : e.tag();
      if (reader.seq != e.seq() || !reader.tag.equals(tag)) {
        add(ViolationKind.MISSING, reader, "goes on from " + e.seq() + " " + e.tag(), line);
      }
    }
    reader.moveTo(line, e.seq(), e.tag());
    reader.start = e.start();
    reader.isLive = true;
    reader.isNew = true;
  }

  private void delivered(HistoryLine line, HistoryEvent.Delivered e, Reader reader) {
    if (!messages.wasSent(e.room(), e.id(), e.from(), e.digest())) {
      add(ViolationKind.INVENTED, reader, "was given " + e.seq() + ", which nobody sent", line);
    }
    if (!reader.isLive) {
      add(ViolationKind.INCOMPLETE, reader, "was given " + e.seq() + " and follows nothing", line);
    }
    boolean follows = e.seq() == reader.seq + 1;
    if (reader.isAtAnInventedPlace()) {
      unsaid(line, reader);
    } else if (e.seq() <= reader.seq) {
      add(ViolationKind.REPEATED, reader, "was given " + e.seq(), line);
    } else if (!follows) {
      add(ViolationKind.MISSING, reader, "was given " + e.seq() + " next", line);
    }
    boolean sawBefore = follows && !reader.isAtAnInventedPlace();
    places.saw(
        line.number(),
        e.room(),
        e.seq(),
        e.tag(),
        sawBefore ? reader.tag : null,
        e.id(),
        e.from(),
        e.digest());
    reader.moveTo(line, e.seq(), e.tag());
  }

  /** After the front was cut off by hand, nobody can tell whether a tag there is true. */
  private void unsaid(HistoryLine line, Reader reader) {
    FinalLogs.Stored stored = at(reader, reader.seq);
    if (!faults.mayHaveRewound(reader.room, line.number())
        || (stored != null && !stored.tag().isEmpty())) {
      add(ViolationKind.REWIND_UNSAID, reader, "hears of no rewind", line);
    }
  }

  private FinalLogs.@Nullable Stored at(Reader reader, long seq) {
    FinalLogs.Log log = logs.of(reader.room);
    return log == null ? null : log.at(seq);
  }

  private void rewound(HistoryLine line, HistoryEvent.Rewound e, Reader reader) {
    String forkTag = e.forkSeq() == 0 ? FinalLogs.ORIGIN : e.forkTag();
    if (e.forkSeq() > reader.seq
        || (e.forkSeq() == reader.seq && forkTag.equals(reader.tag) && e.forkSeq() > 0)) {
      add(ViolationKind.REWIND_WRONG, reader, "is rewound to " + e.forkSeq(), line);
    }
    String past = places.ancestor(reader.room, reader.seq, reader.tag, e.forkSeq());
    if (!reader.isAtAnInventedPlace()) {
      if (e.forkSeq() > 0 && !past.isEmpty() && !forkTag.isEmpty() && !past.equals(forkTag)) {
        add(
            ViolationKind.REWIND_WRONG,
            reader,
            "was at " + past + " where it is rewound to " + forkTag,
            line);
      }
      if (!faults.mayHaveRewound(reader.room, line.number())) {
        add(ViolationKind.REWIND_NEEDLESS, reader, "is rewound to " + e.forkSeq(), line);
      }
    }
    reader.moveTo(line, e.forkSeq(), e.forkTag());
  }

  private void trimmed(HistoryLine line, HistoryEvent.Trimmed e, Reader reader) {
    FinalLogs.Log log = logs.of(e.room());
    boolean isThere = log != null && e.last() > log.base();
    if (e.first() != reader.seq + 1
        || e.last() < e.first()
        || (isThere && !faults.mayEverRewind(e.room()))) {
      add(
          ViolationKind.TRIM_WRONG,
          reader,
          "is told that " + e.first() + " to " + e.last() + " are trimmed",
          line);
    }
    reader.moveTo(line, e.last(), e.tag());
  }

  private void caughtUp(HistoryLine line, HistoryEvent.CaughtUp e, Reader reader) {
    if (reader.isAtAnInventedPlace()) {
      unsaid(line, reader);
    } else if (e.seq() != reader.seq) {
      add(ViolationKind.MISSING, reader, "has caught up at " + e.seq(), line);
    }
  }

  private void add(ViolationKind kind, Reader reader, String what, HistoryLine line) {
    violations.add(
        kind, reader.name + " at " + reader.seq + " " + what, reader.line, line.number());
  }

  /** Judges whether all live readers are where the logs end, and came there by then. */
  void end(long latestMillis) {
    for (Reader reader : readers.values()) {
      FinalLogs.Log log = logs.of(reader.room);
      if (log == null) {
        violations.add(ViolationKind.INCOMPLETE, "no final log of " + reader.room, reader.line);
      } else if (reader.isLive) {
        boolean isThere =
            reader.seq == log.end()
                && (log.endTag().isEmpty()
                    || reader.tag.isEmpty()
                    || log.endTag().equals(reader.tag));
        if (!isThere || reader.millis > latestMillis) {
          violations.add(
              ViolationKind.NOT_CONVERGED,
              reader.name
                  + (isThere ? " came to the end too late, at " : " is not at the end, but at ")
                  + reader.seq
                  + " of "
                  + log.end(),
              reader.line,
              log.entries().isEmpty() ? 0L : log.entries().get(log.entries().size() - 1).line());
        }
      }
    }
  }
}
