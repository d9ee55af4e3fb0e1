package io.redfire.server.presence;

import io.redfire.core.log.LogException;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Presence;
import io.redfire.core.member.PresenceState;
import io.redfire.core.member.Presences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices on this node, which the store is told of in batches. Thread-safe; its lock is held
 * for moments, never over the store.
 *
 * <p>Nothing is told of a device that comes and goes between two batches. What the store was told
 * is good for {@link #GOOD} and told again after {@link #AGAIN}, so that a node that dies leaves
 * nothing behind for longer.
 */
public final class ShownDevices {
  /** For how long the store takes a device to be there. */
  static final Duration GOOD = Duration.ofSeconds(20);

  /** Twice before that is over, and some. */
  static final Duration AGAIN = Duration.ofSeconds(7);

  /** How long a device that is gone may come back unnoticed. */
  static final Duration GRACE = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(ShownDevices.class);

  /** The others wait for the next batch. */
  private static final int MOST_AT_ONCE = 10_000;

  private final Presences presences;
  private final Consumer<Map<UserName, Presence>> noticed;
  private final LongSupplier nanoTime;
  private final Set<ShownDevice> devices = new LinkedHashSet<>();

  /**
   * No devices yet.
   *
   * @param noticed hears how users are seen whose devices the store was told of
   */
  ShownDevices(
      Presences presences, Consumer<Map<UserName, Presence>> noticed, LongSupplier nanoTime) {
    this.presences = presences;
    this.noticed = noticed;
    this.nanoTime = nanoTime;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /**
   * A device came, and shows its user as online.
   *
   * @param word a word that no other device has
   */
  public ShownDevice add(UserName user, String word) {
    ShownDevice device = new ShownDevice(this, user, word);
    synchronized (this) {
      devices.add(device);
    }
    return device;
  }

  /** Tells the store what it does not know, or will not for long. Blocks on it. */
  void write() {
    long now = now();
    Map<ShownDevice, Optional<PresenceState>> due = due(now);
    if (due.isEmpty()) {
      return;
    }
    Map<UserName, Map<String, Optional<PresenceState>>> told = new HashMap<>();
    due.forEach(
        (device, state) ->
            told.computeIfAbsent(device.user(), user -> new HashMap<>()).put(device.word(), state));
    try {
      Map<UserName, Presence> seen = presences.show(told, GOOD);
      written(due, seen.keySet(), now);
      noticed.accept(seen);
    } catch (LogException failure) {
      LOG.warn("Who is there waits for the store: {}", failure.getMessage());
    }
  }

  private synchronized Map<ShownDevice, Optional<PresenceState>> due(long now) {
    Map<ShownDevice, Optional<PresenceState>> due = new HashMap<>();
    List<ShownDevice> last = new ArrayList<>();
    Iterator<ShownDevice> all = devices.iterator();
    while (all.hasNext() && due.size() < MOST_AT_ONCE) {
      ShownDevice device = all.next();
      if (device.isForgotten()) {
        all.remove();
      } else if (device.isDue(now)) {
        due.put(device, device.shown());
        all.remove();
        last.add(device);
      }
    }
    // Behind those that were not come to.
    devices.addAll(last);
    return due;
  }

  private synchronized void written(
      Map<ShownDevice, Optional<PresenceState>> due, Set<UserName> users, long at) {
    due.forEach(
        (device, state) -> {
          if (users.contains(device.user())) {
            device.written(state, at);
          }
        });
  }
}
