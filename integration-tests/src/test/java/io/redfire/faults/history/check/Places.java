package io.redfire.faults.history.check;

import io.redfire.faults.history.Level;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What anybody ever saw at a seq and tag, and what came before it: the same for all, and where
 * nothing was taken away, still there at the end. For one thread.
 */
final class Places {
  private static final class Place {
    final long line;
    final long millis;
    final String id;
    final String from;
    String digest;
    @Nullable String previous;
    boolean isStored;

    Place(long line, long millis, String id, String from, String digest) {
      this.line = line;
      this.millis = millis;
      this.id = id;
      this.from = from;
      this.digest = digest;
    }
  }

  private final Map<String, Map<String, Place>> rooms = new HashMap<>();
  private final Violations violations;
  private long now;

  Places(Violations violations) {
    this.violations = violations;
  }

  void at(long millis) {
    now = millis;
  }

  /** Takes the entries of a final log as seen. */
  void stored(String room, FinalLogs.Log log) {
    for (FinalLogs.Stored e : log.entries()) {
      saw(e.line(), room, e.seq(), e.tag(), e.previous(), e.id(), e.from(), e.digest());
      Place place = of(room, e.seq(), e.tag());
      if (place != null) {
        place.isStored = true;
      }
    }
  }

  /** Somebody saw this; {@code previous} is null where it did not see what comes before it. */
  void saw(
      long line,
      String room,
      long seq,
      String tag,
      @Nullable String previous,
      String id,
      String from,
      String digest) {
    if (tag.isEmpty()) {
      return;
    }
    Place place =
        rooms
            .computeIfAbsent(room, unused -> new HashMap<>())
            .computeIfAbsent(seq + " " + tag, unused -> new Place(line, now, id, from, digest));
    if (!place.id.equals(id)
        || !place.from.equals(from)
        || (!place.digest.isEmpty() && !digest.isEmpty() && !place.digest.equals(digest))) {
      differs("another entry", room, seq, place.line, line);
    }
    if (place.digest.isEmpty()) {
      place.digest = digest;
    }
    if (previous != null && !previous.isEmpty()) {
      if (place.previous == null) {
        place.previous = previous;
      } else if (!place.previous.equals(previous)) {
        differs("another past", room, seq, place.line, line);
      }
    }
  }

  private void differs(String what, String room, long seq, long one, long other) {
    violations.add(
        ViolationKind.SAME_PLACE_DIFFERS, room + " " + seq + " with " + what, one, other);
  }

  private @Nullable Place of(String room, long seq, String tag) {
    Map<String, Place> places = rooms.get(room);
    return places == null ? null : places.get(seq + " " + tag);
  }

  /** The tag at an earlier seq in the past of this place; empty where nobody saw it. */
  String ancestor(String room, long seq, String tag, long earlier) {
    String at = tag;
    for (long n = seq; n > earlier && !at.isEmpty(); n--) {
      Place place = of(room, n, at);
      at = place == null || place.previous == null ? "" : place.previous;
    }
    return at;
  }

  /**
   * Judges whether what was seen may be gone. A node may hand out for a moment after a fault what
   * the fault took, so it counts when the entry was sent, not when it was seen.
   */
  void end(Faults faults, FinalLogs logs, Messages messages) {
    rooms.forEach(
        (room, places) -> {
          FinalLogs.Log log = logs.of(room);
          places.forEach(
              (where, place) -> {
                long seq = Long.parseLong(where.substring(0, where.indexOf(' ')));
                if (log != null
                    && !place.isStored
                    && seq > log.base()
                    && !faults.mayHaveTaken(
                        room,
                        Level.ACCEPTED,
                        0,
                        messages.sentLine(room, place.id, place.from),
                        place.millis)) {
                  violations.add(
                      ViolationKind.DELIVERED_LOST,
                      room + " " + where + " was seen and is not in the log",
                      place.line);
                }
              });
        });
  }
}
