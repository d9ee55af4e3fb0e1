package io.redfire.core.bot;

import io.redfire.core.log.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far an outgoing webhook is, as it is kept between two posts. Immutable.
 *
 * @param at the newest entry that its receiver took, or after which it began
 * @param before older such places, newest first, by which a fork is found where the log was
 *     replaced: about one at each doubling of the distance
 * @param until the seq up to which the post goes that was begun and not taken yet; 0 for none. The
 *     same post is made again, whoever makes it
 * @param standing whether anything is posted
 * @param failures posts that failed, one after the other
 * @param next nothing is posted before then; the epoch for at once
 * @param failingSince when the first of those was made; empty where the last one was taken
 * @param problem what was wrong the last time, in words; empty where nothing was
 */
public record Delivery(
    Position at,
    List<Position> before,
    long until,
    Standing standing,
    int failures,
    Instant next,
    Optional<Instant> failingSince,
    String problem) {
  /** Whether anything is posted. */
  public enum Standing {
    /** What comes is posted. */
    OPEN,
    /** Its maker may not read the room; once that is over, it goes on. */
    REFUSED,
    /** Nothing is posted any more. */
    DISABLED
  }

  /** Copies the places. */
  public Delivery {
    before = List.copyOf(before);
  }

  /** One that begins after an entry. */
  public static Delivery after(Position at) {
    return new Delivery(at, List.of(), 0, Standing.OPEN, 0, Instant.EPOCH, Optional.empty(), "");
  }

  /** All places that the receiver knows, newest first. */
  public List<Position> known() {
    List<Position> known = new ArrayList<>();
    known.add(at);
    known.addAll(before);
    return known;
  }

  /** The same, about to post what stands up to that seq. */
  public Delivery posting(long seq) {
    return new Delivery(at, before, seq, Standing.OPEN, failures, next, failingSince, problem);
  }

  /**
   * The same, after a post was taken.
   *
   * @param from the place after which the post began: where it was, or a fork before that
   * @param end the place of its last entry
   */
  public Delivery taken(Position from, Position end) {
    List<Position> places = new ArrayList<>();
    if (!from.equals(end)) {
      places.add(from);
    }
    before.stream().filter(place -> place.seq() < from.seq()).forEach(places::add);
    return new Delivery(
        end, thinned(places, end.seq()), 0, Standing.OPEN, 0, Instant.EPOCH, Optional.empty(), "");
  }

  /** The same, to be tried again after a post that failed. */
  public Delivery failed(Instant again, Instant now, String why) {
    return new Delivery(
        at,
        before,
        until,
        Standing.OPEN,
        failures + 1,
        again,
        Optional.of(failingSince.orElse(now)),
        why);
  }

  /** The same, to be looked at again later, since its maker may not read the room. */
  public Delivery refused(Instant again, String why) {
    return new Delivery(at, before, until, Standing.REFUSED, 0, again, Optional.empty(), why);
  }

  /** The same, for good. */
  public Delivery disabled(String why) {
    return new Delivery(
        at, before, until, Standing.DISABLED, failures + 1, next, failingSince, why);
  }

  /** Of the places at each doubling of the distance the oldest, and the newest of all. */
  private static List<Position> thinned(List<Position> places, long end) {
    List<Position> kept = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      boolean isLastOfAll = i + 1 == places.size();
      if (i == 0
          || isLastOfAll
          || distance(places.get(i), end) != distance(places.get(i + 1), end)) {
        kept.add(places.get(i));
      }
    }
    return kept;
  }

  private static int distance(Position place, long end) {
    return Long.numberOfLeadingZeros(end - place.seq());
  }
}
