package io.redfire.server.presence;

import io.redfire.core.log.UserName;
import io.redfire.core.member.PresenceState;
import java.util.Optional;

/** One device on this node, as others are to see it. Thread-safe. */
public final class ShownDevice implements AutoCloseable {
  private final ShownDevices all;
  private final UserName user;
  private final String word;

  // All guarded by the lock of all.
  private PresenceState state = PresenceState.ONLINE;
  private Optional<PresenceState> written = Optional.empty();
  private long writtenAt;
  private long goneAt;
  private boolean gone;

  ShownDevice(ShownDevices all, UserName user, String word) {
    this.all = all;
    this.user = user;
    this.word = word;
  }

  UserName user() {
    return user;
  }

  String word() {
    return word;
  }

  /** Is to be seen so from now on, within about a second. */
  public void show(PresenceState wanted) {
    synchronized (all) {
      state = wanted;
    }
  }

  /**
   * Is gone. It is seen for a few seconds more, so that nobody seems to go who only comes back on
   * another connection.
   */
  @Override
  public void close() {
    synchronized (all) {
      if (!gone) {
        gone = true;
        goneAt = all.now();
      }
    }
  }

  /** Whether the store is to be told now; to be called under the lock. */
  boolean isDue(long now) {
    if (gone) {
      return now - goneAt >= ShownDevices.GRACE.toNanos();
    }
    return !written.equals(Optional.of(state)) || now - writtenAt >= ShownDevices.AGAIN.toNanos();
  }

  /** Whether there is nothing to tell of it any more; to be called under the lock. */
  boolean isForgotten() {
    return gone && written.isEmpty();
  }

  /** What the store is to be told; empty where the device is gone. To be called under the lock. */
  Optional<PresenceState> shown() {
    return gone ? Optional.empty() : Optional.of(state);
  }

  /** The store was told; to be called under the lock. */
  void written(Optional<PresenceState> told, long at) {
    written = told;
    writtenAt = at;
  }
}
