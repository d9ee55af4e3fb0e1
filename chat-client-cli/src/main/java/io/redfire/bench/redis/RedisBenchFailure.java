package io.redfire.bench.redis;

/** Says in one line why a measurement could not be made. */
public final class RedisBenchFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean unreachable;

  RedisBenchFailure(boolean unreachable, String message, Throwable cause) {
    super(message, cause);
    this.unreachable = unreachable;
  }

  /** Whether Redis did not answer, rather than that it refused. */
  public boolean isUnreachable() {
    return unreachable;
  }
}
