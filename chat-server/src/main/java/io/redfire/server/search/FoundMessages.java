package io.redfire.server.search;

import io.redfire.core.log.Change;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.limit.Asking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Reads what the index found from the logs, where alone it is true. Thread-safe; blocks on Redis.
 *
 * <p>Messages that stand near each other come in one page, and several pages at once.
 */
final class FoundMessages {
  private static final int NEAR = 64;

  private final MessageLog log;
  private final Executor blocking;

  FoundMessages(MessageLog log, Executor blocking) {
    this.log = log;
    this.blocking = blocking;
  }

  /** A hit, and the message as it stands in the log. */
  record Found(Hit hit, Entry entry) {}

  /**
   * Those of the hits that are messages still, with the words that the index knew, in the same
   * order.
   *
   * @throws java.util.concurrent.CompletionException where a log cannot be read
   */
  List<Found> read(List<Hit> hits) {
    Map<RoomName, SortedSet<Long>> seqs = new LinkedHashMap<>();
    for (Hit hit : hits) {
      seqs.computeIfAbsent(hit.room(), room -> new TreeSet<>()).add(hit.seq());
    }
    List<CompletableFuture<Map<Long, Entry>>> reads = new ArrayList<>();
    Map<RoomName, List<CompletableFuture<Map<Long, Entry>>>> ofRooms = new HashMap<>();
    seqs.forEach(
        (room, wanted) -> {
          for (List<Long> near : neighbours(wanted)) {
            var read = Asking.on(blocking, () -> read(room, near));
            reads.add(read);
            ofRooms.computeIfAbsent(room, name -> new ArrayList<>()).add(read);
          }
        });
    CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).join();
    Map<RoomName, Map<Long, Entry>> entries = new HashMap<>();
    ofRooms.forEach(
        (room, pages) -> {
          Map<Long, Entry> all = new HashMap<>();
          pages.forEach(page -> all.putAll(page.join()));
          entries.put(room, all);
        });
    List<Found> found = new ArrayList<>();
    for (Hit hit : hits) {
      Entry entry = entries.getOrDefault(hit.room(), Map.of()).get(hit.seq());
      if (entry != null && isSame(hit, entry)) {
        found.add(new Found(hit, entry));
      }
    }
    return found;
  }

  /** An edit keeps the tag, and reactions keep the words. */
  private static boolean isSame(Hit hit, Entry entry) {
    String tag = entry.position().tag();
    Change change = entry.content().change();
    return entry.content() instanceof Content.Text
        && hit.change() == (change == null ? 0 : change.seq())
        && (tag.equals(hit.tag())
            || tag.equals(Position.UNKNOWN_TAG)
            || hit.tag().equals(Position.UNKNOWN_TAG));
  }

  private static List<List<Long>> neighbours(SortedSet<Long> seqs) {
    List<List<Long>> all = new ArrayList<>();
    List<Long> near = new ArrayList<>();
    for (long seq : seqs) {
      if (!near.isEmpty() && seq - near.get(0) >= NEAR) {
        all.add(near);
        near = new ArrayList<>();
      }
      near.add(seq);
    }
    all.add(near);
    return all;
  }

  private Map<Long, Entry> read(RoomName room, List<Long> wanted) {
    Map<Long, Entry> entries = new HashMap<>();
    long last = wanted.get(wanted.size() - 1);
    for (long next : wanted) {
      if (entries.containsKey(next)) {
        continue;
      }
      Position before = new Position(next - 1, Position.UNKNOWN_TAG);
      Page page = log.readAfter(room, before, (int) (last - next + 1));
      // A page of long texts ends early, and the next of them is asked for by itself.
      page.entries().forEach(entry -> entries.put(entry.seq(), entry));
    }
    return entries;
  }
}
