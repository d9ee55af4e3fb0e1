package io.redfire.faults.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.redis.RedisConnections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection to one Redis on which commands are typed, as an operator would. For one thread.
 *
 * <p>Opened before something goes wrong, it still works while Redis takes no further ones.
 */
public final class Console implements AutoCloseable {
  private final Connection connection;

  public Console(RedisConnections connections) {
    this.connection = connections.open("faults");
  }

  /** Runs a command; an error that Redis answers is thrown. */
  public Object run(String command, Object... arguments) {
    CommandArguments all = new CommandArguments(() -> command.getBytes(UTF_8));
    for (Object argument : arguments) {
      var unused =
          argument instanceof byte[] bytes ? all.add(bytes) : all.add(String.valueOf(argument));
    }
    Object answer = connection.executeCommand(all);
    if (answer instanceof JedisDataException refused) {
      throw refused;
    }
    return answer;
  }

  /** Runs a command that answers with a text, if any. */
  public Optional<String> text(String command, Object... arguments) {
    Object answer = run(command, arguments);
    return answer instanceof byte[] bytes
        ? Optional.of(new String(bytes, UTF_8))
        : Optional.ofNullable(answer).map(String::valueOf);
  }

  /** Runs a command that answers with a number. */
  public long number(String command, Object... arguments) {
    return Long.parseLong(text(command, arguments).orElseThrow());
  }

  /** Runs a command that answers with a list of bytes. */
  public List<byte[]> list(String command, Object... arguments) {
    List<byte[]> all = new ArrayList<>();
    for (Object one : (List<?>) run(command, arguments)) {
      all.add((byte[]) one);
    }
    return all;
  }

  /** Changes a setting of the running Redis. */
  public void set(String setting, Object value) {
    var unused = run("CONFIG", "SET", setting, value);
  }

  /** A setting of the running Redis. */
  public String get(String setting) {
    return new String(list("CONFIG", "GET", setting).get(1), UTF_8);
  }

  /** One field of {@code INFO}. */
  public String info(String section, String field) {
    return text("INFO", section)
        .orElse("")
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("INFO " + section + " has no " + field));
  }

  @Override
  public void close() {
    connection.close();
  }
}
