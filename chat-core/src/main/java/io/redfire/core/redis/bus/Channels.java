package io.redfire.core.redis.bus;

import static io.redfire.core.redis.bus.Channel.guard;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that are listened to on one connection, by the names of their channels. Thread-safe.
 */
final class Channels {
  private final Map<String, Channel> rooms = new ConcurrentHashMap<>();
  private final Map<String, Channel> signals = new ConcurrentHashMap<>();

  /** Adds a room, in place of an earlier one of that name. */
  void put(Channel channel) {
    rooms.put(channel.name(), channel);
    String beside = channel.signals();
    if (beside != null) {
      signals.put(beside, channel);
    }
  }

  /** The room whose own channel has this name. */
  @Nullable Channel get(String name) {
    return rooms.get(name);
  }

  /** Takes away the room whose own channel has this name; null where there is none. */
  @Nullable Channel remove(String name) {
    Channel removed = rooms.remove(name);
    if (removed != null) {
      forgetSignals(removed);
    }
    return removed;
  }

  /** Takes a room away; false where it is not there any more. */
  boolean remove(Channel channel) {
    forgetSignals(channel);
    return rooms.remove(channel.name(), channel);
  }

  private void forgetSignals(Channel channel) {
    String beside = channel.signals();
    if (beside != null) {
      signals.remove(beside, channel);
    }
  }

  Collection<Channel> values() {
    return rooms.values();
  }

  boolean isEmpty() {
    return rooms.isEmpty();
  }

  /** Tells what was published on a channel to whoever listens. */
  void heard(String name, byte[] published) {
    Channel room = rooms.get(name);
    if (room != null) {
      guard(() -> room.listener.onLine(published));
      return;
    }
    Channel signalled = signals.get(name);
    if (signalled != null) {
      guard(() -> signalled.listener.onSignal(published));
    }
  }
}
