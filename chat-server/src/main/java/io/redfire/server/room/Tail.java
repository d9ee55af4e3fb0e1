package io.redfire.server.room;

import io.redfire.core.log.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last entries of a room, in the form in which they go to every reader.
 *
 * <p>One writer at a time, which its room sees to; readers on any thread, without a lock. An entry
 * stands in the slot of its seq, so a reader that asks for a seq finds that entry, another one that
 * took its slot, or none, and goes by the entry's own seq and previous tag, never by the slot. The
 * last position is published after the slot: who sees the position sees the entry.
 *
 * <p>Bounded by {@value #MAX_ENTRIES} entries and {@value #MAX_BYTES} bytes. Beside the entries it
 * remembers the positions of some older ones, at doubling distances, so that after a rewind deeper
 * than itself it can still tell how much is true.
 */
final class Tail {
  static final int MAX_ENTRIES = 256;
  static final int MAX_BYTES = 512 * 1024;

  private final AtomicReferenceArray<@Nullable WireEntry> slots =
      new AtomicReferenceArray<>(MAX_ENTRIES);
  private final List<Position> older = new ArrayList<>();
  private volatile Position last;
  private long first;
  private long bytes;

  Tail(Position last) {
    this.last = last;
    this.first = last.seq() + 1;
  }

  /** The newest entry's position; also where an empty tail stands. */
  Position last() {
    return last;
  }

  /** The entry with this seq, or null where the tail does not hold it. */
  @Nullable WireEntry get(long seq) {
    WireEntry entry = slots.get(slot(seq));
    return entry != null && entry.position().seq() == seq ? entry : null;
  }

  /** Adds the next entry. */
  void append(WireEntry entry) {
    if (!entry.follows(last)) {
      throw new IllegalArgumentException(
          "entry " + entry.position() + " (expected: one that follows " + last + ")");
    }
    bytes += entry.event().length;
    while (entry.position().seq() - first >= MAX_ENTRIES
        || (bytes > MAX_BYTES && first <= last.seq())) {
      evictFirst();
    }
    slots.set(slot(entry.position().seq()), entry);
    last = entry.position();
  }

  /**
   * Takes out entries that are no longer as they stand in the log. Whoever comes past them reads
   * them there, until they are put back.
   */
  List<WireEntry> takeOut(Predicate<WireEntry> which) {
    List<WireEntry> out = new ArrayList<>();
    for (long seq = first; seq <= last.seq(); seq++) {
      WireEntry entry = get(seq);
      if (entry != null && which.test(entry)) {
        remove(seq);
        out.add(entry);
      }
    }
    return out;
  }

  /** Puts back an entry that was taken out, as it stands now; nothing where its place is gone. */
  void putBack(WireEntry entry) {
    long seq = entry.position().seq();
    if (seq >= first && seq <= last.seq() && get(seq) == null) {
      slots.set(slot(seq), entry);
      bytes += entry.event().length;
    }
  }

  /** Forgets all entries and goes on after this position. */
  void restartAt(Position position) {
    while (first <= last.seq()) {
      evictFirst();
    }
    first = position.seq() + 1;
    bytes = 0;
    last = position;
  }

  /** Takes back the entries after a position that it holds; otherwise restarts there. */
  void rewindTo(Position fork) {
    older.removeIf(place -> place.seq() > fork.seq());
    if (fork.seq() < first - 1) {
      clear();
      first = fork.seq() + 1;
    } else {
      for (long seq = last.seq(); seq > fork.seq(); seq--) {
        remove(seq);
      }
    }
    last = fork;
  }

  /** Remembers the position of an entry older than its own. */
  void remember(Position place) {
    older.add(place);
  }

  /** The positions that it knows, newest first. */
  List<Position> known() {
    List<Position> known = new ArrayList<>();
    for (long seq = last.seq(); seq >= first; seq--) {
      WireEntry entry = get(seq);
      WireEntry next = get(seq + 1);
      if (entry != null) {
        known.add(entry.position());
      } else if (next != null) {
        known.add(new Position(seq, next.previousTag()));
      }
    }
    if (known.isEmpty()) {
      known.add(last);
    }
    older.stream()
        .filter(place -> place.seq() < first)
        .sorted((a, b) -> Long.compare(b.seq(), a.seq()))
        .forEach(known::add);
    return known;
  }

  private void clear() {
    for (long seq = first; seq <= last.seq(); seq++) {
      remove(seq);
    }
    bytes = 0;
  }

  private void evictFirst() {
    WireEntry evicted = get(first);
    if (evicted != null && first % MAX_ENTRIES == 0) {
      remember(evicted.position());
      thin();
    }
    remove(first);
    first++;
  }

  private void remove(long seq) {
    WireEntry entry = get(seq);
    if (entry != null) {
      bytes -= entry.event().length;
      slots.set(slot(seq), null);
    }
  }

  /** Keeps of the older positions the oldest at each doubling of the distance. */
  private void thin() {
    long end = last.seq();
    for (int i = older.size() - 2; i > 0; i--) {
      long newer = Long.numberOfLeadingZeros(end - older.get(i).seq());
      long oldest = Long.numberOfLeadingZeros(end - older.get(i - 1).seq());
      if (newer == oldest) {
        older.remove(i);
      }
    }
  }

  private static int slot(long seq) {
    return (int) (seq % MAX_ENTRIES);
  }
}
