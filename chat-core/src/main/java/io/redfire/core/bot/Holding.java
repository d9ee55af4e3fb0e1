package io.redfire.core.bot;

/**
 * Who posts for an outgoing webhook. Immutable.
 *
 * @param holder names it among all nodes, and among all that a node had
 * @param term tells this taking of it from all before and after by the same holder; 0 for none
 */
public record Holding(String holder, long term) {
  /** Of one who has not taken it, or does not know. */
  public static Holding none(String holder) {
    return new Holding(holder, 0);
  }
}
