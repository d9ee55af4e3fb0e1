package io.redfire.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/**
 * The line that a server with its own Redis prints for whoever wants to see a room's history. Where
 * this machine has no redis-cli, what the line says is done without it.
 */
record HistoryLine(String line) {
  private static final Pattern FORM =
      Pattern.compile(
          "REDISCLI_AUTH=\"\\$\\(cat (.+)\\)\" redis-cli -p ([0-9]+) --raw lrange ([^ ]+) 0 -1");

  /** What the line shows in a shell. */
  List<String> run(Path directory) {
    Matcher parts = FORM.matcher(line);
    if (!parts.matches()) {
      throw new AssertionError("of another form: " + line);
    }
    return hasRedisCli()
        ? inShell(directory)
        : list(Path.of(unquoted(parts.group(1))), Integer.parseInt(parts.group(2)), parts.group(3));
  }

  private List<String> inShell(Path directory) {
    try (Program shell = Program.start(directory, List.of("/bin/sh", "-c", line))) {
      if (shell.end() != 0) {
        throw new AssertionError(shell);
      }
      return shell.out().lines().toList();
    }
  }

  private static List<String> list(Path passwordFile, int port, String key) {
    try (RedisClient redis =
        RedisClient.builder()
            .hostAndPort(new HostAndPort("127.0.0.1", port))
            .clientConfig(
                DefaultJedisClientConfig.builder()
                    .password(Files.readString(passwordFile, UTF_8).strip())
                    .build())
            .build()) {
      return redis.lrange(key, 0, -1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unquoted(String word) {
    return word.startsWith("'") ? word.substring(1, word.length() - 1).replace("'\\''", "'") : word;
  }

  private static boolean hasRedisCli() {
    return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "redis-cli")));
  }
}
