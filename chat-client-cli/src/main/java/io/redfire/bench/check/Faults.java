package io.redfire.bench.check;

/**
 * What was wrong with deliveries. Immutable.
 *
 * @param lost entries that a member did not get
 * @param repeated deliveries of what had come before
 * @param outOfOrder deliveries after a later one of the room or of the same author
 * @param untagged deliveries without a tag
 * @param foreign deliveries of what no sender of the run wrote
 */
public record Faults(long lost, long repeated, long outOfOrder, long untagged, long foreign) {
  /** All is well. */
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0);

  /** Both together. */
  public Faults plus(Faults other) {
    return new Faults(
        lost + other.lost,
        repeated + other.repeated,
        outOfOrder + other.outOfOrder,
        untagged + other.untagged,
        foreign + other.foreign);
  }

  /** How many in all. */
  public long sum() {
    return lost + repeated + outOfOrder + untagged + foreign;
  }
}
