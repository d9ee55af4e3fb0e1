package io.redfire.faults.link;

/**
 * What a link does to what it carries. Immutable.
 *
 * @param kind what happens to the bytes
 * @param bytesPerSecond how many pass each way of each connection; 0: as many as there are
 */
public record LinkMode(Kind kind, int bytesPerSecond) {
  /** What happens to the bytes. */
  public enum Kind {
    /** They pass. */
    PASS,
    /** Connections are reset, and new ones too. */
    CUT,
    /** None passes, and nobody is told: connections stay, and new ones are taken. */
    HALF_OPEN,
    /** Each goes in a packet of its own. */
    SLICED
  }

  /** All passes at once. */
  public static final LinkMode PASS = new LinkMode(Kind.PASS, 0);

  /** All connections are reset, and new ones too. */
  public static final LinkMode CUT = new LinkMode(Kind.CUT, 0);

  /**
   * Nothing passes and nobody is told. What is sent meanwhile arrives when that is over, as on a
   * network that was away and sends again: also that which its sender has given up.
   */
  public static final LinkMode HALF_OPEN = new LinkMode(Kind.HALF_OPEN, 0);

  /** Each byte goes in a packet of its own. */
  public static final LinkMode SLICED = new LinkMode(Kind.SLICED, 0);

  /** About 16 kilobytes a second pass each way of each connection. */
  public static final LinkMode SLOW = throttled(16_000);

  /** So many bytes a second pass each way of each connection. */
  public static LinkMode throttled(int bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "bytesPerSecond: " + bytesPerSecond + " (expected: 1 or more)");
    }
    return new LinkMode(Kind.PASS, bytesPerSecond);
  }
}
