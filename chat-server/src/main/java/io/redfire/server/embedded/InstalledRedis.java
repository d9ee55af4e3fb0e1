package io.redfire.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code redis-server} that the machine's owner has installed, if it is new enough. */
final class InstalledRedis {
  private static final Logger log = LoggerFactory.getLogger(InstalledRedis.class);
  private static final int OLDEST_MAJOR = 7;
  private static final Pattern VERSION = Pattern.compile("\\bv=((\\d{1,4})\\.[0-9A-Za-z.-]+)");
  private static final int ANSWER_SECONDS = 10;

  private final SearchPath searchPath;

  InstalledRedis(SearchPath searchPath) {
    this.searchPath = searchPath;
  }

  /** The first one on the search path that answers and is 7.0 or newer. */
  Optional<RedisProgram> find() {
    return searchPath.all("redis-server").stream()
        .flatMap(file -> ifNewEnough(file).stream())
        .findFirst();
  }

  /** What to say where {@link #find} has nothing and nothing else will do. */
  EmbeddedRedisException missing() {
    String found =
        searchPath.all("redis-server").isEmpty()
            ? "no redis-server is on the PATH"
            : "redis-server is too old";
    return new EmbeddedRedisException(
        "--embedded-redis: "
            + found
            + " (expected: version "
            + OLDEST_MAJOR
            + ".0 or newer; or --embedded-redis bundled; or --redis URL)");
  }

  private static Optional<RedisProgram> ifNewEnough(Path file) {
    Matcher version = VERSION.matcher(versionLine(file));
    if (!version.find()) {
      log.warn("Passing over {}: it does not tell its version", file);
      return Optional.empty();
    }
    if (Integer.parseInt(version.group(2)) < OLDEST_MAJOR) {
      log.info("Passing over {}: version {} is too old", file, version.group(1));
      return Optional.empty();
    }
    return Optional.of(new RedisProgram(file, file.toString()));
  }

  private static String versionLine(Path file) {
    try {
      Process process =
          new ProcessBuilder(file.toString(), "--version")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      try {
        if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
          return "";
        }
        return new String(process.getInputStream().readNBytes(1000), UTF_8);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
