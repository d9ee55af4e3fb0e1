package io.redfire.faults.proxy;

import java.time.Duration;

/**
 * What a link does to what it carries. Immutable.
 *
 * @param kind what happens to the bytes
 * @param bytesPerSecond how many pass each way of each connection; 0: as many as there are
 * @param delay how long each piece waits before it goes on
 */
public record LinkMode(Kind kind, int bytesPerSecond, Duration delay) {
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
  public static final LinkMode PASS = new LinkMode(Kind.PASS, 0, Duration.ZERO);

  /** All connections are reset, and new ones too. */
  public static final LinkMode CUT = new LinkMode(Kind.CUT, 0, Duration.ZERO);

  /** Nothing passes and nobody is told. What comes meanwhile is lost with its connection. */
  public static final LinkMode HALF_OPEN = new LinkMode(Kind.HALF_OPEN, 0, Duration.ZERO);

  /** Each byte goes in a packet of its own. */
  public static final LinkMode SLICED = new LinkMode(Kind.SLICED, 0, Duration.ZERO);

  /** So many bytes a second pass each way of each connection. */
  public static LinkMode throttled(int bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "bytesPerSecond: " + bytesPerSecond + " (expected: 1 or more)");
    }
    return new LinkMode(Kind.PASS, bytesPerSecond, Duration.ZERO);
  }

  /** All passes, each piece so much later. */
  public static LinkMode delayed(Duration delay) {
    return new LinkMode(Kind.PASS, 0, delay);
  }
}
