package io.redfire.core.log;

/**
 * Where a room's log begins and ends.
 *
 * @param base the newest entry that retention trimmed, {@link Position#ORIGIN} where none was
 * @param head the newest entry; equal to the base where the log is empty
 */
public record Bounds(Position base, Position head) {
  /** The bounds of a room that nobody wrote to. */
  public static final Bounds EMPTY = new Bounds(Position.ORIGIN, Position.ORIGIN);

  /** The seq of the oldest entry that is kept; {@code head + 1} where none is. */
  public long firstSeq() {
    return base.seq() + 1;
  }
}
