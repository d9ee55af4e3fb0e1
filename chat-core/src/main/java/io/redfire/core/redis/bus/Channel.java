package io.redfire.core.redis.bus;

import io.redfire.core.bus.MessageBus;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A room that is listened to. Thread-safe. */
final class Channel {
  private static final Logger LOG = LoggerFactory.getLogger(Channel.class);

  final byte[] key;
  final MessageBus.Listener listener;

  /** Ends when it is heard for the first time. */
  final CompletableFuture<Void> confirmed = new CompletableFuture<>();

  Channel(byte[] key, MessageBus.Listener listener) {
    this.key = key;
    this.listener = listener;
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
