package io.redfire.server.outgoing;

import io.redfire.core.bot.Deliveries;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.bot.Webhooks;
import io.redfire.core.log.LogException;
import io.redfire.core.log.RoomName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the outgoing webhooks that there are: rooms by the index, which it mends on the way, and
 * webhooks by the rooms. Thread-safe; blocks on Redis.
 */
final class HookFinding {
  private static final Logger LOG = LoggerFactory.getLogger(HookFinding.class);
  private static final int PAGE = 1000;

  private final Webhooks hooks;
  private final Deliveries deliveries;
  private final int most;

  /**
   * @param most after so many it walks on no further
   */
  HookFinding(Webhooks hooks, Deliveries deliveries, int most) {
    this.hooks = hooks;
    this.deliveries = deliveries;
    this.most = most;
  }

  /**
   * What was found.
   *
   * @param unreadable rooms of which it is not known what they have
   */
  record Found(Map<HookKey, OutgoingWebhook> hooks, Set<RoomName> unreadable) {
    /** Whether it is there, or may be. */
    boolean holds(HookKey key) {
      return hooks.containsKey(key) || unreadable.contains(key.room());
    }
  }

  /**
   * All that there are, up to the most; and of those that are known, all that there are.
   *
   * @param known which the caller looks after
   * @throws LogException where the index cannot be read
   */
  Found all(Set<HookKey> known) {
    Found found = new Found(new LinkedHashMap<>(), new HashSet<>());
    List<RoomName> rooms = deliveries.rooms(Optional.empty(), PAGE);
    while (!rooms.isEmpty() && found.hooks().size() <= most) {
      for (RoomName room : rooms) {
        unlessUnreadable(room, found, () -> findIn(room, found.hooks()));
      }
      rooms = deliveries.rooms(Optional.of(rooms.get(rooms.size() - 1)), PAGE);
    }
    if (found.hooks().size() > most) {
      // Names of rooms say nothing about which of those behind are still there.
      for (HookKey each : known) {
        if (!found.holds(each)) {
          unlessUnreadable(each.room(), found, () -> findOne(each, found.hooks()));
        }
      }
    }
    return found;
  }

  /** A room that cannot be read, as its shard is away, keeps nobody from the others. */
  private static void unlessUnreadable(RoomName room, Found found, Runnable look) {
    try {
      look.run();
    } catch (LogException unreadable) {
      LOG.warn("Room {} may have outgoing webhooks: {}", room, unreadable.reason());
      found.unreadable().add(room);
    }
  }

  private void findOne(HookKey key, Map<HookKey, OutgoingWebhook> found) {
    hooks
        .find(key.room(), key.id())
        .filter(OutgoingWebhook.class::isInstance)
        .map(OutgoingWebhook.class::cast)
        .ifPresent(hook -> found.put(key, hook));
  }

  private void findIn(RoomName room, Map<HookKey, OutgoingWebhook> found) {
    List<OutgoingWebhook> ofRoom = outgoing(room);
    if (ofRoom.isEmpty()) {
      deliveries.forget(room);
      ofRoom = outgoing(room);
      if (!ofRoom.isEmpty()) {
        // It was made just now.
        deliveries.note(room);
      }
    }
    ofRoom.forEach(hook -> found.put(new HookKey(room, hook.id()), hook));
  }

  private List<OutgoingWebhook> outgoing(RoomName room) {
    return hooks.list(room).stream()
        .filter(OutgoingWebhook.class::isInstance)
        .map(OutgoingWebhook.class::cast)
        .toList();
  }
}
