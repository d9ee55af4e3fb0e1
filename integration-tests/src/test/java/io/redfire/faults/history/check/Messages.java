package io.redfire.faults.history.check;

import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.HistoryHeader;
import io.redfire.faults.history.HistoryLine;
import io.redfire.faults.history.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was sent, and what became of it. For one thread; takes the events in their order. */
final class Messages {

  /** One id, with all attempts to send it. */
  private static final class Message {
    final String name;
    final String room;
    final String digest;
    final boolean resends;
    final String lane;
    final long firstLine;

    /**
     * The newest seq of the final log that was acknowledged in the room before it was first sent.
     */
    final long after;

    final long afterLine;
    long invokedLine;
    int attempts;
    int refusals;
    @Nullable Ack ack;

    /** Where a reader was given it last. */
    long seenSeq;

    String seenTag = "";
    boolean stored;

    Message(HistoryLine line, HistoryEvent.Invoked sent, @Nullable Ack newest) {
      name = sent.user() + ":" + sent.id();
      room = sent.room();
      digest = sent.digest();
      resends = sent.resends();
      lane = sent.lane();
      firstLine = line.number();
      after = newest == null ? 0 : newest.seq();
      afterLine = newest == null ? 0 : newest.line();
    }
  }

  private record Ack(
      long line, long millis, long sentLine, long seq, String tag, Level level, int replicas) {}

  private record Turn(long sentLine, long seq, long ackLine) {}

  private final HistoryHeader header;
  private final Faults faults;
  private final FinalLogs logs;
  private final Violations violations;
  private final Map<String, Message> messages = new HashMap<>();
  private final Map<String, Integer> pushes = new HashMap<>();
  private final Map<String, Ack> newest = new HashMap<>();
  private final Map<String, List<Turn>> lanes = new HashMap<>();

  /** The line at which a client heard last of a rewind of a room. */
  private final Map<String, Long> rewinds = new HashMap<>();

  Messages(HistoryHeader header, Faults faults, FinalLogs logs, Violations violations) {
    this.header = header;
    this.faults = faults;
    this.logs = logs;
    this.violations = violations;
  }

  void took(HistoryLine line, Places places) {
    if (line.event() instanceof HistoryEvent.Invoked sent) {
      Message message =
          messages.computeIfAbsent(
              key(sent.room(), sent.user(), sent.id()),
              unused -> new Message(line, sent, newest.get(sent.room())));
      message.invokedLine = line.number();
      message.attempts++;
    } else if (line.event() instanceof HistoryEvent.Acked ack) {
      acked(line, ack, places);
    } else if (line.event() instanceof HistoryEvent.Refused refused) {
      Message message = messages.get(key(refused.room(), refused.user(), refused.id()));
      if (message != null) {
        message.refusals++;
      }
    } else if (line.event() instanceof HistoryEvent.Pushed push) {
      var unused = pushes.merge(push.room() + " " + push.digest(), 1, Integer::sum);
    } else if (line.event() instanceof HistoryEvent.Delivered given) {
      Message message = messages.get(key(given.room(), given.from(), given.id()));
      if (message != null) {
        message.seenSeq = given.seq();
        message.seenTag = given.tag();
      }
    } else if (line.event() instanceof HistoryEvent.Rewound rewound) {
      rewinds.put(rewound.client() + " " + rewound.room(), line.number());
    }
  }

  private static String key(String room, String user, String id) {
    return room + " " + user + ":" + id;
  }

  private void acked(HistoryLine line, HistoryEvent.Acked acked, Places places) {
    Message message = messages.get(key(acked.room(), acked.user(), acked.id()));
    if (message == null) {
      violations.add(
          ViolationKind.ACKNOWLEDGED_UNASKED, acked.id() + " in " + acked.room(), line.number());
      return;
    }
    boolean replicated = acked.level() == Level.REPLICATED;
    if (replicated != acked.replicas() > 0
        || acked.replicas() > header.replicas()
        || (acked.level() == Level.ON_DISK && !header.syncsDisk())) {
      violations.add(
          ViolationKind.LEVEL_IMPOSSIBLE,
          acked.level() + " on " + acked.replicas() + " replicas of " + header.replicas(),
          line.number());
    }
    Ack before = message.ack;
    if (before != null
        && (before.seq() != acked.seq() || !before.tag().equals(acked.tag()))
        && !mayBeGone(message.room, before)) {
      violations.add(
          ViolationKind.ACKNOWLEDGED_TWICE,
          message.name + " at " + before.seq() + " and " + acked.seq(),
          before.line(),
          line.number());
    }
    Ack ack =
        new Ack(
            line.number(),
            line.millis(),
            message.invokedLine,
            acked.seq(),
            acked.tag(),
            acked.level(),
            acked.replicas());
    message.ack = ack;
    places.saw(
        line.number(),
        acked.room(),
        acked.seq(),
        acked.tag(),
        null,
        acked.id(),
        acked.user(),
        message.digest);
    FinalLogs.Log log = logs.of(message.room);
    FinalLogs.Stored at = log == null ? null : log.at(ack.seq());
    if (at != null && at.tag().equals(ack.tag())) {
      standsAtTheEnd(message, ack, acked.duplicate() || wasSentAgain(message, acked.client()));
    }
  }

  /** Such a client sends by itself what was under way when the log was replaced. */
  private boolean wasSentAgain(Message message, String client) {
    return message.resends
        && rewinds.getOrDefault(client + " " + message.room, 0L) > message.firstLine;
  }

  private boolean mayBeGone(String room, Ack ack) {
    return faults.mayHaveTaken(room, ack.level(), ack.replicas(), ack.sentLine(), ack.millis());
  }

  /** Orders count only for what is in the final log: only there two seqs are of one history. */
  private void standsAtTheEnd(Message message, Ack ack, boolean again) {
    Ack last = newest.get(message.room);
    if (last == null || last.seq() < ack.seq()) {
      newest.put(message.room, ack);
    }
    if (again) {
      return;
    }
    if (ack.seq() <= message.after) {
      violations.add(
          ViolationKind.REAL_TIME_ORDER,
          message.name + " at " + ack.seq() + ", though " + message.after + " was there before",
          message.afterLine,
          message.firstLine,
          ack.line());
    }
    if (message.attempts == 1) {
      lanes
          .computeIfAbsent(message.room + " " + message.lane, unused -> new ArrayList<>())
          .add(new Turn(message.firstLine, ack.seq(), ack.line()));
    }
  }

  /** How often another program pushed this to the room. */
  int pushed(String room, String digest) {
    return pushes.getOrDefault(room + " " + digest, 0);
  }

  /** Whether somebody sent this by now. */
  boolean wasSent(String room, String id, String from, String digest) {
    if (id.isEmpty()) {
      return pushed(room, digest) > 0;
    }
    Message message = messages.get(key(room, from, id));
    return message != null && isSame(message.digest, digest);
  }

  /** The line with which this was first sent; 0 where that is not known. */
  long sentLine(String room, String id, String from) {
    Message message = messages.get(key(room, from, id));
    return message == null ? 0 : message.firstLine;
  }

  private static boolean isSame(String one, String other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }

  /** An entry of a final log. */
  void stored(String room, FinalLogs.Stored entry, Violations to) {
    Message message = messages.get(key(room, entry.from(), entry.id()));
    if (message == null || !isSame(message.digest, entry.digest())) {
      to.add(
          ViolationKind.INVENTED,
          room + " " + entry.seq() + " was not sent so",
          message == null ? 0L : message.firstLine,
          entry.line());
      return;
    }
    message.stored = true;
    if (message.refusals >= message.attempts) {
      to.add(
          ViolationKind.REFUSED_BUT_STORED,
          message.name + " at " + entry.seq(),
          message.firstLine,
          entry.line());
    }
  }

  /** Judges what can be judged only when all is known. */
  void end() {
    for (Message message : messages.values()) {
      Ack ack = message.ack;
      FinalLogs.Log log = logs.of(message.room);
      if (log == null) {
        violations.add(
            ViolationKind.INCOMPLETE, "no final log of " + message.room, message.firstLine);
      } else if (ack != null && !log.holds(ack.seq(), ack.tag())) {
        gone(message, ack, log);
      }
    }
    lanes.forEach((lane, turns) -> inOrder(lane, turns));
  }

  private void gone(Message message, Ack ack, FinalLogs.Log log) {
    FinalLogs.Stored instead = log.at(ack.seq());
    long insteadLine = instead == null ? 0 : instead.line();
    if (!mayBeGone(message.room, ack)) {
      violations.add(
          ViolationKind.ACKNOWLEDGED_LOST,
          message.name + " is not in " + message.room + " at " + ack.seq() + " " + ack.tag(),
          ack.sentLine(),
          ack.line(),
          insteadLine);
    } else if (message.resends && !message.stored && !stoodAgain(message, ack, log)) {
      violations.add(
          ViolationKind.NOT_SENT_AGAIN,
          message.name + " is not in " + message.room + ", nor sent again",
          ack.sentLine(),
          ack.line(),
          insteadLine);
    }
  }

  /** Nobody hears of the second acknowledgement, but where it was read it had been sent again. */
  private static boolean stoodAgain(Message message, Ack ack, FinalLogs.Log log) {
    boolean elsewhere = message.seenSeq != ack.seq() || !message.seenTag.equals(ack.tag());
    return elsewhere && message.seenSeq > 0 && log.holds(message.seenSeq, message.seenTag);
  }

  private void inOrder(String lane, List<Turn> turns) {
    turns.sort((one, other) -> Long.compare(one.sentLine(), other.sentLine()));
    for (int i = 1; i < turns.size(); i++) {
      Turn before = turns.get(i - 1);
      Turn turn = turns.get(i);
      if (turn.seq() <= before.seq()) {
        violations.add(
            ViolationKind.AUTHOR_ORDER,
            lane + ": " + before.seq() + " was sent before " + turn.seq(),
            before.sentLine(),
            turn.sentLine(),
            before.ackLine(),
            turn.ackLine());
      }
    }
  }
}
