package io.redfire.core.redis.bus;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How many subscriptions were asked for on one connection and are not confirmed yet. For the holder
 * of that connection's lock.
 *
 * <p>The confirmation of an earlier subscription says nothing about what came after an unsubscribe.
 */
final class Confirmations {
  private final Map<String, Integer> outstanding = new HashMap<>();

  /** A subscription was asked for. */
  void expect(String channel) {
    outstanding.merge(channel, 1, Integer::sum);
  }

  /** One was confirmed; false where a later one is still to be. */
  boolean isLast(String channel) {
    return outstanding.computeIfPresent(channel, (name, n) -> n == 1 ? null : n - 1) == null;
  }

  boolean isExpected(String channel) {
    return outstanding.containsKey(channel);
  }

  /** None is to come for these channels. */
  void forget(Predicate<String> channels) {
    outstanding.keySet().removeIf(channels);
  }

  /** None is to come. */
  void clear() {
    outstanding.clear();
  }
}
