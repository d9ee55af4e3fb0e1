package io.redfire.bench.check;

import java.util.stream.IntStream;

/**
 * The checker of one member: each entry once, in the room's order and in each author's own. For one
 * loop.
 */
public final class Arrivals {
  private final int firstSender;
  private final Track seqs = new Track();
  private final Track[] authors;
  private long before;
  private long repeated;
  private long outOfOrder;
  private long untagged;
  private long foreign;

  /** For a room in which so many senders write, whose numbers begin with this one. */
  public Arrivals(int firstSender, int senders) {
    this.firstSender = firstSender;
    this.authors = IntStream.range(0, senders).mapToObj(i -> new Track()).toArray(Track[]::new);
  }

  /** The member follows what comes after this seq. */
  public void startAfter(long seq) {
    before = seq;
    seqs.startAfter(seq);
  }

  /** Takes a delivery; false where it is none of this run's texts. */
  public boolean take(long seq, boolean tagged, int sender, long number) {
    Track.Arrival place = seqs.next(seq);
    int author = sender - firstSender;
    boolean ours = author >= 0 && author < authors.length && number > 0;
    if (!ours) {
      foreign++;
    }
    if (!tagged) {
      untagged++;
    }
    Track.Arrival turn = ours ? authors[author].next(number) : Track.Arrival.IN_ORDER;
    // An entry that is wrong in both orders is one wrong delivery.
    if (place == Track.Arrival.AGAIN || turn == Track.Arrival.AGAIN) {
      repeated++;
    } else if (place == Track.Arrival.LATE || turn == Track.Arrival.LATE) {
      outOfOrder++;
    }
    return ours;
  }

  /** How many have come up to now that had not come before. */
  public long heard() {
    return seqs.last() - before - seqs.missing(0);
  }

  /** True once the entry at this seq, or a later one, has come. */
  public boolean reached(long seq) {
    return seqs.last() >= seq;
  }

  /**
   * What was found, once nothing more comes.
   *
   * @param lastSeq the newest acknowledged one of the room
   * @param refused how many sends into the room took a number and maybe no place in the log
   */
  public Faults faults(long lastSeq, long refused) {
    long unheard = 0;
    for (Track author : authors) {
      unheard += author.missing(0);
    }
    // A lost entry leaves a hole in both orders, a refused send only in its author's.
    long lost = Math.max(seqs.missing(lastSeq), unheard - refused);
    return new Faults(lost, repeated, outOfOrder, untagged, foreign);
  }
}
