package io.redfire.server.doctor;

import io.redfire.core.redis.RedisAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One Redis server under examination, asked over one connection by one thread.
 *
 * <p>What it answers is made harmless for a terminal before anyone sees it.
 */
final class RedisServer {
  private static final int LONGEST = 200;

  private final RedisAddress address;
  private final Connection connection;
  private @Nullable Map<String, String> info;

  /**
   * @param address how it was reached
   */
  RedisServer(RedisAddress address, Connection connection) {
    this.address = address;
    this.connection = connection;
  }

  RedisAddress address() {
    return address;
  }

  /**
   * Asks and waits for the answer.
   *
   * @return text as bytes, numbers as {@link Long}, lists as {@link List}
   * @throws WithheldException if this user may not, or the command is renamed or unknown
   */
  Object ask(String command, String... arguments) {
    CommandArguments words = new CommandArguments(() -> bytes(command));
    Arrays.stream(arguments).forEach(words::add);
    try {
      return connection.executeCommand(words);
    } catch (JedisAccessControlException denied) {
      throw new WithheldException(named(command, arguments), denied);
    } catch (JedisDataException refused) {
      String says = String.valueOf(refused.getMessage());
      if (says.startsWith("NOPERM") || says.startsWith("ERR unknown ")) {
        throw new WithheldException(named(command, arguments), refused);
      }
      throw refused;
    }
  }

  /** The answer to {@code INFO}, asked for once. */
  Map<String, String> info() {
    Map<String, String> known = info;
    if (known == null) {
      known = fields(text(ask("INFO")), "\r\n", ":");
      info = known;
    }
    return known;
  }

  /** A number of {@code INFO}; 0 where it is not told. */
  long count(String field) {
    return number(info().getOrDefault(field, ""));
  }

  /** A setting by its name in {@code redis.conf}; empty where this Redis does not know it. */
  String setting(String name) {
    return ask("CONFIG", "GET", name) instanceof List<?> pair && pair.size() == 2
        ? text(pair.get(1))
        : "";
  }

  /** What {@code INFO}, {@code CLUSTER INFO} and the like consist of. */
  static Map<String, String> fields(String text, String between, String inside) {
    return Arrays.stream(text.split(between))
        .map(line -> line.split(inside, 2))
        .filter(pair -> pair.length == 2)
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> harmless(pair[1].strip()), (first, second) -> first));
  }

  /** Text as Redis answered it, lines and all. */
  static String text(Object answer) {
    return answer instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(answer);
  }

  /** A whole number; 0 where the text is none. */
  static long number(String text) {
    return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  /** In one line, and not too long for one. */
  static String harmless(String text) {
    String clean = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "\ufffd");
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
  }

  /** {@code CONFIG GET} rather than {@code CONFIG}, but no further arguments. */
  private static String named(String command, String... arguments) {
    return List.of("CONFIG", "ACL", "CLUSTER").contains(command)
        ? command + " " + arguments[0]
        : command;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
