package io.redfire.faults.history;

/**
 * What a fault may take out of the logs. Immutable.
 *
 * @param accepted whether messages that were acknowledged as {@code ACCEPTED}
 * @param onDisk whether those that were {@code ON_DISK}
 * @param replicatedUpTo whether those that were {@code REPLICATED}, on at most so many replicas; 0:
 *     none of them
 * @param backMillis how long before the fault they may have been acknowledged; what was
 *     acknowledged earlier must survive
 */
public record MayLose(boolean accepted, boolean onDisk, int replicatedUpTo, long backMillis) {
  /** Nothing that was acknowledged. */
  public static final MayLose NOTHING = new MayLose(false, false, 0, 0);

  /** What at most so many replicas had; 0: what only one Redis had. */
  public static MayLose upTo(int replicas) {
    return new MayLose(true, true, Math.max(0, replicas), Long.MAX_VALUE);
  }

  /** All there is: FLUSHALL, a restored backup, an edit by hand. */
  public static final MayLose ANYTHING = new MayLose(true, true, Integer.MAX_VALUE, Long.MAX_VALUE);

  /** The same, but only of what was acknowledged so long before the fault or during it. */
  public MayLose atMostBack(long millis) {
    return new MayLose(accepted, onDisk, replicatedUpTo, millis);
  }

  /** Whether it may take a message away that was acknowledged so. */
  public boolean covers(Level level, int replicas) {
    return switch (level) {
      case ACCEPTED -> accepted;
      case ON_DISK -> onDisk;
      case REPLICATED -> replicas <= replicatedUpTo;
    };
  }

  /** Whether it may take anything away at all. */
  public boolean isAnything() {
    return accepted || onDisk || replicatedUpTo > 0;
  }
}
