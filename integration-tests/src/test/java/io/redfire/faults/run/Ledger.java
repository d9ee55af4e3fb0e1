package io.redfire.faults.run;

import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Position;
import io.redfire.faults.disturb.Loss;
import io.redfire.faults.history.HistoryEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** INTERIM. */
final class Ledger {
  private final Options options;
  private final int replicas;
  private final Map<String, HistoryEvent.Invoked> sent = new HashMap<>();
  private final Map<String, Integer> order = new HashMap<>();
  private final List<HistoryEvent.Acked> acks = new ArrayList<>();
  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, Long> at = new HashMap<>();
  private final Map<String, String> tags = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  Ledger(Options options, int replicas) {
    this.options = options;
    this.replicas = replicas;
  }

  private void same(String who, String room, long seq, String tag, String id) {
    String before = ids.putIfAbsent(room + " " + seq + " " + tag, id);
    if (before != null && !before.equals(id)) {
      violations.add(who + ": " + room + " " + seq + " " + tag + " is " + id + " and " + before);
    }
  }

  private void move(String client, String room, long seq, String tag) {
    at.put(client + " " + room, seq);
    tags.put(client + " " + room, tag);
  }

  synchronized void accept(HistoryEvent event) {
    if (event instanceof HistoryEvent.Invoked e) {
      if (sent.putIfAbsent(e.id(), e) == null) {
        order.put(e.id(), order.size());
      }
    } else if (event instanceof HistoryEvent.Acked e) {
      acks.add(e);
      same(e.client(), e.room(), e.seq(), e.tag(), e.id());
    } else if (event instanceof HistoryEvent.Followed e) {
      move(e.client(), e.room(), e.seq(), e.tag());
    } else if (event instanceof HistoryEvent.Delivered e) {
      Long place = at.get(e.client() + " " + e.room());
      if (place == null || place + 1 != e.seq()) {
        violations.add(e.client() + " at " + place + " got " + e);
      }
      String past = tags.getOrDefault(e.client() + " " + e.room(), "");
      if (!past.isEmpty() && e.seq() > 1) {
        same(e.client() + " past", "past " + e.room(), e.seq(), e.tag(), past);
      }
      same(e.client(), e.room(), e.seq(), e.tag(), e.id());
      move(e.client(), e.room(), e.seq(), e.tag());
    } else if (event instanceof HistoryEvent.Rewound e) {
      Long place = at.get(e.client() + " " + e.room());
      if (place == null || place < e.forkSeq()) {
        violations.add(e.client() + " at " + place + ": " + e);
      }
      move(e.client(), e.room(), e.forkSeq(), e.forkTag());
    } else if (event instanceof HistoryEvent.Trimmed e) {
      Long place = at.get(e.client() + " " + e.room());
      if (place == null || place + 1 != e.first()) {
        violations.add(e.client() + " at " + place + ": " + e);
      }
      move(e.client(), e.room(), e.last(), e.tag());
    }
  }

  synchronized void log(String room, List<byte[]> lines) {
    long base =
        lines.isEmpty() ? 0 : EntryCodec.claim(lines.get(0)).map(p -> p.seq() - 1).orElse(0L);
    Position before = base == 0 ? Position.ORIGIN : new Position(base, Position.UNKNOWN_TAG);
    Map<String, Long> where = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    Map<Long, String> stands = new HashMap<>();
    for (byte[] line : lines) {
      var entry = EntryCodec.decode(before, line);
      before = entry.position();
      String id = entry.id() == null ? "" : entry.id();
      stands.put(before.seq(), before.tag());
      same("log", room, before.seq(), before.tag(), id);
      if (id.isEmpty()) {
        String text = new String(line, java.nio.charset.StandardCharsets.UTF_8);
        if (text.length() > 40) {
          violations.add("foreign line in " + room + ": " + text);
        }
        continue;
      }
      Long twice = where.put(id, before.seq());
      if (twice != null) {
        violations.add(id + " stands twice in " + room + ": " + twice + " and " + before.seq());
      }
      HistoryEvent.Invoked invoked = sent.get(id);
      if (invoked == null) {
        violations.add(id + " was never sent: " + room + " " + before.seq());
      } else if (options.loss() == Loss.NOTHING) {
        int number = java.util.Objects.requireNonNull(order.get(id));
        Integer newest = last.put(invoked.client(), number);
        if (newest != null && newest > number) {
          violations.add("order of " + invoked.client() + " in " + room + " at " + before.seq());
        }
      }
    }
    for (HistoryEvent.Acked ack : acks) {
      if (ack.room().equals(room) && !ack.tag().equals(stands.get(ack.seq()))) {
        boolean mustStand =
            options.loss() == Loss.NOTHING
                || (options.loss() == Loss.UNREPLICATED && ack.replicas() >= replicas);
        boolean resends = java.util.Objects.requireNonNull(sent.get(ack.id())).resends();
        if ((mustStand || resends) && !where.containsKey(ack.id())) {
          violations.add((mustStand ? "lost: " : "not sent again: ") + ack);
        }
      }
    }
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }
}
