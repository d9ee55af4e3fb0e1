package io.redfire.faults.history.check;

import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.HistoryHeader;
import io.redfire.faults.history.HistoryWriter;
import io.redfire.faults.history.Level;
import io.redfire.faults.history.MayLose;
import io.redfire.faults.history.StartKind;
import io.redfire.faults.history.TextDigest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A made-up run of one room {@code r}, told step by step on top of a simple log, so that it is
 * sound unless a test spoils it. For one thread.
 */
final class Story {
  static final String ROOM = "r";
  static final HistoryHeader HEADER = new HistoryHeader(7, 1, true, Map.of("store", "made up"));

  /** An event and when it happened. */
  record Told(long millis, HistoryEvent event) {}

  /** An entry of the log as it is now. */
  record Kept(long seq, String tag, String id, String user, String digest, String line) {
    boolean isForeign() {
      return id.isEmpty();
    }
  }

  final List<Told> told = new ArrayList<>();
  final List<Kept> log = new ArrayList<>();
  private long now;

  static String tag(String previous, String body) {
    String digest = TextDigest.sha1(body.getBytes(StandardCharsets.UTF_8));
    return TextDigest.of(previous + digest);
  }

  Story pass(long millis) {
    now += millis;
    return this;
  }

  Story tell(HistoryEvent event) {
    told.add(new Told(now++, event));
    return this;
  }

  long end() {
    return log.size();
  }

  String endTag() {
    return log.isEmpty() ? FinalLogs.ORIGIN : log.get(log.size() - 1).tag();
  }

  Story invoke(String user, String lane, String id) {
    return tell(
        new HistoryEvent.Invoked(user, lane, user, ROOM, id, TextDigest.of("text " + id), false));
  }

  /** The log takes it; nobody hears of that yet. */
  Kept append(String user, String id) {
    return append(user, id, "\"text\":\"text " + id + "\"", TextDigest.of("text " + id));
  }

  private Kept append(String user, String id, String says, String digest) {
    String rest = "\"id\":\"" + id + "\",\"from\":\"" + user + "\",\"at\":\"t\"," + says + "}";
    String tag = tag(endTag(), "{" + rest);
    long seq = end() + 1;
    String line = "{\"seq\":" + seq + ",\"tag\":\"" + tag + "\"," + rest;
    Kept kept = new Kept(seq, tag, id, user, digest, line);
    log.add(kept);
    return kept;
  }

  Story ack(Kept kept, Level level, boolean duplicate) {
    return tell(
        new HistoryEvent.Acked(
            kept.user(),
            kept.user(),
            ROOM,
            kept.id(),
            kept.seq(),
            kept.tag(),
            level,
            level == Level.REPLICATED ? 1 : 0,
            duplicate));
  }

  /** Sends a message and hears that it is accepted. */
  Story send(String user, String id) {
    invoke(user, "lane of " + user, id);
    return ack(append(user, id), Level.ACCEPTED, false);
  }

  /** Sends what is no text, such as a reaction, and hears that it is accepted. */
  Story does(String user, String id, String says) {
    tell(new HistoryEvent.Invoked(user, "lane of " + user, user, ROOM, id, "", false));
    return ack(append(user, id, says, ""), Level.ACCEPTED, false);
  }

  /** A message shows what was done about it: these members at the end of its line. */
  Story shows(long seq, String members) {
    Kept kept = log.get((int) seq - 1);
    String rest = kept.line().substring(kept.line().indexOf("\"id\""));
    String was = TextDigest.sha1(("{" + rest).getBytes(StandardCharsets.UTF_8));
    String front = kept.line().substring(0, kept.line().length() - rest.length());
    String line =
        front
            + "\"was\":\""
            + was
            + "\","
            + rest.substring(0, rest.length() - 1)
            + ","
            + members
            + "}";
    log.set((int) seq - 1, new Kept(seq, kept.tag(), kept.id(), kept.user(), "", line));
    return this;
  }

  /** Another program pushes a line. */
  Story push(String line) {
    tell(new HistoryEvent.Pushed(ROOM, TextDigest.of(line)));
    log.add(new Kept(end() + 1, tag(endTag(), line), "", "redis", TextDigest.of(line), line));
    return this;
  }

  Story follow(String reader, StartKind start, long seq) {
    String tag = seq == 0 ? "" : log.get((int) seq - 1).tag();
    return tell(new HistoryEvent.Followed(reader, ROOM, start, seq, tag));
  }

  Story deliver(String reader, long seq) {
    Kept kept = log.get((int) seq - 1);
    return tell(
        new HistoryEvent.Delivered(
            reader, ROOM, seq, kept.tag(), kept.id(), kept.user(), kept.digest()));
  }

  /** A reader is given all that follows on a seq. */
  Story read(String reader, long after) {
    for (long seq = after + 1; seq <= end(); seq++) {
      deliver(reader, seq);
    }
    return this;
  }

  Story rewind(String reader, long fork) {
    String tag = fork == 0 ? "" : log.get((int) fork - 1).tag();
    return tell(new HistoryEvent.Rewound(reader, ROOM, fork, tag));
  }

  Story caughtUp(String reader) {
    return tell(new HistoryEvent.CaughtUp(reader, ROOM, end()));
  }

  Story begin(String fault, MayLose mayLose) {
    return tell(new HistoryEvent.FaultBegan(fault, "", mayLose));
  }

  Story over(String fault) {
    return tell(new HistoryEvent.FaultEnded(fault));
  }

  /** The log loses all after this seq. */
  Story lose(long after) {
    log.subList((int) after, log.size()).clear();
    return this;
  }

  Story healed() {
    return tell(new HistoryEvent.Healed());
  }

  Story finalLog() {
    tell(new HistoryEvent.FinalLog(ROOM, -1, "", log.size()));
    log.forEach(
        kept ->
            tell(new HistoryEvent.FinalLine(ROOM, kept.line().getBytes(StandardCharsets.UTF_8))));
    return this;
  }

  CheckReport check(Path directory) {
    return check(directory, told);
  }

  static CheckReport check(Path directory, List<Told> told) {
    Path file = directory.resolve("history");
    AtomicLong clock = new AtomicLong();
    try (HistoryWriter writer = new HistoryWriter(file, HEADER, clock::get)) {
      for (Told one : told) {
        clock.set(one.millis());
        writer.write(one.event());
      }
    }
    return HistoryChecker.check(file);
  }
}
