package io.redfire.core.redis.log;

/**
 * Whoever wants to know how the log gets on with Redis. Called from many threads, on the fast path:
 * its methods must return at once and throw nothing.
 */
public interface RedisObserver {
  /** Wants to know nothing. */
  RedisObserver NONE = new RedisObserver() {};

  /** What Redis was asked. */
  enum Call {
    /** A round of appends. */
    APPEND,
    /** Entries of one log, or how much of what a reader knows is still in it. */
    PAGE,
    /** The ends of many logs. */
    PEEK
  }

  /** What became of a message that was handed to the log. */
  enum Outcome {
    /** It was appended. */
    ACCEPTED,
    /** It stood there already. */
    DUPLICATE,
    /** It was to change what is not there, not its sender's, or no longer as it was. */
    REFUSED,
    /** It was given up. */
    FAILED
  }

  /** Redis answered a call, this long after it was asked. */
  default void answered(Call call, long nanos) {}

  /** So many messages left for Redis together and were answered. */
  default void leftTogether(int messages) {}

  /** A message has its outcome, this long after it was handed to the log. */
  default void settled(Outcome outcome, long nanos) {}
}
