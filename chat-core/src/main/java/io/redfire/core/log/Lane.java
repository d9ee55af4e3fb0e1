package io.redfire.core.log;

/**
 * One sender's messages in the order in which they are handed in. Thread-safe.
 *
 * <p>Once one of them failed in a way that may pass, the later ones are abandoned rather than
 * appended: the sender will hand in the failed one again, and what came after it must not stand
 * before it. The sender then goes on with a new lane.
 */
public final class Lane {
  private volatile boolean broken;

  /** Says that a message of this lane failed and may be handed in again. */
  public void breakOff() {
    broken = true;
  }

  /** Whether later messages are to be abandoned. */
  public boolean isBroken() {
    return broken;
  }
}
