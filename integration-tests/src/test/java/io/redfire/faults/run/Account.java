package io.redfire.faults.run;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Position;
import io.redfire.faults.disturb.Loss;
import io.redfire.faults.disturb.Plan;
import io.redfire.faults.disturb.Schedule;
import io.redfire.faults.workload.Failure;
import io.redfire.faults.workload.Message;
import io.redfire.faults.workload.Place;
import io.redfire.faults.workload.Witness;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes down what a run does, hears and sees, and holds it against what stands in the logs in the
 * end. Any thread may call it.
 */
final class Account implements Witness.Source, Schedule.Listener, AutoCloseable {
  record Ack(String client, Message message, long seq, String tag, int replicas) {}

  private final Path file;
  private final Options options;
  private final String store;
  private final int replicas;
  private final BufferedWriter out;
  private final long start = System.nanoTime();
  private final Map<String, Message> sent = new HashMap<>();
  private final Map<String, Integer> order = new HashMap<>();
  private final Map<String, String> senders = new HashMap<>();
  private final List<Ack> acks = new ArrayList<>();
  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, Place> at = new HashMap<>();
  private final Map<String, Place> ends = new HashMap<>();
  private final Map<String, Map<Long, String>> lost = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long delivered;
  private long healed;
  private Duration convergence = Duration.ZERO;

  Account(Path file, String store, int replicas, Options options) throws IOException {
    this.file = file;
    this.store = store;
    this.replicas = replicas;
    this.options = options;
    out = Files.newBufferedWriter(file);
    write("start " + store + " " + options);
  }

  private synchronized void write(String line) {
    try {
      out.write((System.nanoTime() - start) / 1_000_000 + " " + line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void wrong(String what) {
    write("VIOLATION " + what);
    violations.add(what);
  }

  private void same(String who, String room, long seq, String tag, String id) {
    String before = ids.putIfAbsent(room + " " + seq + " " + tag, id);
    if (before != null && !before.equals(id)) {
      wrong(who + ": " + room + " " + seq + " " + tag + " is " + id + " and " + before);
    }
  }

  @Override
  public Witness of(String client) {
    return new Witness() {
      @Override
      public void sends(Message m) {
        synchronized (Account.this) {
          write(client + " sends " + m.room() + " " + m.id());
          if (sent.putIfAbsent(m.id(), m) == null) {
            order.put(m.id(), order.size());
            senders.put(m.id(), client);
          }
        }
      }

      @Override
      public void accepted(Message m, Accepted a) {
        synchronized (Account.this) {
          write(client + " accepted " + m.room() + " " + m.id() + " " + a.getSeq() + " " + a.getTag() + " " + a.getLevel() + (a.getDuplicate() ? " dup" : ""));
          acks.add(new Ack(client, m, a.getSeq(), a.getTag(), a.getReplicas()));
          same(client, m.room(), a.getSeq(), a.getTag(), m.id());
        }
      }

      @Override
      public void failed(Message m, Failure f) {
        write(client + " failed " + m.room() + " " + m.id() + " " + f);
        if (!f.isPassing()) {
          wrong(client + " refused " + m.id() + " " + f);
        }
      }

      @Override
      public void unanswered(Message m) {
        write(client + " unanswered " + m.room() + " " + m.id());
      }

      @Override
      public void resends(String room, int messages) {
        write(client + " resends " + room + " " + messages);
      }

      @Override
      public void follows(String room, String kind, Place from) {
        synchronized (Account.this) {
          write(client + " follows " + room + " " + kind + " " + from);
          at.put(client + " " + room, from);
        }
      }

      @Override
      public void followFailed(String room, Failure f) {
        write(client + " follow failed " + room + " " + f);
        if (!f.isPassing()) {
          wrong(client + " follow refused " + room + " " + f);
        }
      }

      @Override
      public void entry(Entry e) {
        synchronized (Account.this) {
          delivered++;
          write(client + " entry " + e.getRoom() + " " + e.getSeq() + " " + e.getTag() + " " + e.getId());
          Place place = at.get(client + " " + e.getRoom());
          if (place == null || place.seq() + 1 != e.getSeq()) {
            wrong(client + " in " + e.getRoom() + " at " + place + " got " + e.getSeq() + " " + e.getTag());
          }
          at.put(client + " " + e.getRoom(), new Place(e.getSeq(), e.getTag()));
          same(client, e.getRoom(), e.getSeq(), e.getTag(), e.getId());
          if (place != null && place.seq() > 0) {
            same(client + " past", "past " + e.getRoom(), e.getSeq(), e.getTag(), place.tag());
          }
        }
      }

      @Override
      public void rewound(RoomRewound r) {
        synchronized (Account.this) {
          write(client + " rewound " + r.getRoom() + " " + r.getForkSeq());
          Place place = at.get(client + " " + r.getRoom());
          if (place == null || place.seq() < r.getForkSeq()) {
            wrong(client + " in " + r.getRoom() + " at " + place + " rewound to " + r.getForkSeq());
          }
          at.put(client + " " + r.getRoom(), Place.of(r.getCursor()));
        }
      }

      @Override
      public void trimmed(HistoryTrimmed t) {
        synchronized (Account.this) {
          write(client + " trimmed " + t.getRoom() + " " + t.getFirstMissingSeq() + " " + t.getLastMissingSeq());
          Place place = at.get(client + " " + t.getRoom());
          if (place == null || place.seq() + 1 != t.getFirstMissingSeq()) {
            wrong(client + " in " + t.getRoom() + " at " + place + " trimmed " + t.getFirstMissingSeq());
          }
          at.put(client + " " + t.getRoom(), Place.of(t.getCursor()));
        }
      }

      @Override
      public void caughtUp(CaughtUp c) {
        write(client + " caught up " + c.getRoom() + " " + c.getSeq());
      }
    };
  }

  @Override
  public void begins(Plan.Step s) {
    write("fault " + s.kind().name() + " " + s.kind().place() + " " + s.length().toMillis());
  }

  @Override
  public void ended(Plan.Step s) {
    write("fault over " + s.kind().name() + " " + s.kind().place());
  }

  void healed() {
    healed = System.nanoTime();
    write("healed");
  }

  void converged(Map<String, String> missing) {
    convergence = Duration.ofNanos(System.nanoTime() - healed);
    write("converged " + missing);
    if (!missing.isEmpty()) {
      wrong("not converged: " + missing);
    }
  }

  void log(String room, List<byte[]> lines) {
    long base = lines.isEmpty() ? 0 : EntryCodec.claim(lines.get(0)).map(p -> p.seq() - 1).orElse(0L);
    Position before = base == 0 ? Position.ORIGIN : new Position(base, Position.UNKNOWN_TAG);
    Map<String, Long> where = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    Map<Long, String> tags = new HashMap<>();
    for (byte[] line : lines) {
      var entry = EntryCodec.decode(before, line);
      before = entry.position();
      String id = entry.id() == null ? "" : entry.id();
      write("log " + room + " " + before.seq() + " " + before.tag() + " " + id);
      tags.put(before.seq(), before.tag());
      same("log", room, before.seq(), before.tag(), id);
      if (id.isEmpty()) {
        String text = new String(line, java.nio.charset.StandardCharsets.UTF_8);
        if (text.length() > 40) {
          wrong("foreign line in " + room + ": " + text);
        }
        continue;
      }
      Long twice = where.put(id, before.seq());
      if (twice != null) {
        wrong(id + " stands twice in " + room + ": " + twice + " and " + before.seq());
      }
      if (!sent.containsKey(id)) {
        wrong(id + " was never sent: " + room + " " + before.seq());
      } else if (options.loss() == Loss.NOTHING) {
        int number = order.get(id);
        Integer newest = last.put(senders.get(id), number);
        if (newest != null && newest > number) {
          wrong("order of " + senders.get(id) + " in " + room + " at " + before.seq());
        }
      }
    }
    ends.put(room, new Place(before.seq(), before.tag()));
    for (Ack ack : acks) {
      if (ack.message().room().equals(room)) {
        if (!ack.tag().equals(tags.get(ack.seq()))) {
          if (options.loss() == Loss.NOTHING
              || (options.loss() == Loss.UNREPLICATED && ack.replicas() >= replicas)) {
            wrong("acknowledged and not in the log: " + ack);
          } else if (ack.client().startsWith("user") && !where.containsKey(ack.message().id())) {
            wrong("not sent again: " + ack);
          }
        }
      }
    }
  }

  Report report(Map<String, Integer> injected) {
    List<String> all = new ArrayList<>();
    for (String one : violations) {
      all.add(store + " seed " + options.seed() + ": " + one + " [" + file + "]");
    }
    return new Report(1, injected, sent.size(), delivered, convergence, all);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
