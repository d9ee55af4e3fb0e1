package io.redfire.core.redis.bus;

import io.redfire.core.bus.MessageBus;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A room that is listened to: its own channel, and that of its signals. Thread-safe. */
final class Channel {
  private static final Logger LOG = LoggerFactory.getLogger(Channel.class);

  final byte[] key;
  final MessageBus.Listener listener;
  private final byte @Nullable [] signals;

  /** Ends when it is heard for the first time. */
  final CompletableFuture<Void> confirmed = new CompletableFuture<>();

  /**
   * @param signals the channel of the room's signals, or null where they are not listened to
   */
  Channel(byte[] key, byte @Nullable [] signals, MessageBus.Listener listener) {
    this.key = key;
    this.signals = signals;
    this.listener = listener;
  }

  /**
   * All channels of the room, to be subscribed by one command. The room's own is the last, so that
   * its confirmation is that of them all.
   */
  byte[][] all() {
    return signals == null ? new byte[][] {key} : new byte[][] {signals, key};
  }

  /** The name of the channel of its signals, or null where they are not listened to. */
  @Nullable String signals() {
    return signals == null ? null : text(signals);
  }

  String name() {
    return text(key);
  }

  static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  /** Calls a listener: one room's fault must not deafen all others. */
  static void guard(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException bug) {
      LOG.error("A listener failed", bug);
    }
  }
}
