package io.redfire.system;

import io.redfire.testing.OwnRedis;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;

/**
 * Whoever looks after a Redis: one connection that stays open whatever happens to all others, and
 * what Redis tells there. For one thread.
 */
final class Watch implements AutoCloseable {
  private final Jedis redis;

  Watch(OwnRedis own) {
    redis = new Jedis(own.connections().open("watch"));
  }

  Jedis redis() {
    return redis;
  }

  /** How many errors of this kind, such as {@code BUSY}, were answered since the start. */
  long errors(String kind) {
    return sum("errorstats", "errorstat_" + kind + ":count=(\\d+)");
  }

  /** How many calls of scripts were refused before they ran. */
  long scriptsRefused() {
    return sum("commandstats", "cmdstat_eval(?:sha)?:.*rejected_calls=(\\d+)");
  }

  /** How many connections were refused. */
  long connectionsRefused() {
    return sum("stats", "rejected_connections:(\\d+)");
  }

  /** The connections of that name, each by a number that no other one has. */
  List<String> connections(String name) {
    return Pattern.compile("(?m)^id=(\\d+) .* name=" + name + " ")
        .matcher(redis.clientList())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private long sum(String section, String pattern) {
    return Pattern.compile(pattern)
        .matcher(redis.info(section))
        .results()
        .map((MatchResult found) -> found.group(1))
        .mapToLong(Long::parseLong)
        .sum();
  }

  @Override
  public void close() {
    redis.close();
  }
}
