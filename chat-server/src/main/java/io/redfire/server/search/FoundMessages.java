package io.redfire.server.search;

import io.redfire.core.log.Change;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.MessageLog;
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
 * <p>Those of one room come together, and those of several rooms at once.
 */
final class FoundMessages {
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
    Map<RoomName, CompletableFuture<Map<Long, Entry>>> reads = new HashMap<>();
    seqs.forEach((room, wanted) -> reads.put(room, Asking.on(blocking, () -> read(room, wanted))));
    Map<RoomName, Map<Long, Entry>> entries = new HashMap<>();
    reads.forEach((room, read) -> entries.put(room, read.join()));
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

  private Map<Long, Entry> read(RoomName room, SortedSet<Long> wanted) {
    Map<Long, Entry> entries = new HashMap<>();
    log.readAt(room, List.copyOf(wanted)).forEach(entry -> entries.put(entry.seq(), entry));
    return entries;
  }
}
