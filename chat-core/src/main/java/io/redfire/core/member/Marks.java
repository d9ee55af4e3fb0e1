package io.redfire.core.member;

/**
 * How far a room came to one of its users. Immutable.
 *
 * @param delivered the seq of the newest entry that reached one of the user's devices, or was read
 * @param read the seq of the newest entry that the user has read
 */
public record Marks(long delivered, long read) {
  /** What is read was delivered, whatever is known of that. */
  public Marks {
    delivered = Math.max(delivered, read);
  }

  /** These in a log that ends there. */
  public Marks upTo(long last) {
    return new Marks(Math.min(delivered, last), Math.min(read, last));
  }
}
