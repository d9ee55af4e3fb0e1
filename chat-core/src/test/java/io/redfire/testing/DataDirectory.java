package io.redfire.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory under {@code target} that one server has for its configuration, log and data. */
record DataDirectory(Path path) {
  static DataDirectory create() {
    try {
      Path parent = Files.createDirectories(Path.of("target", "redis").toAbsolutePath());
      return new DataDirectory(Files.createTempDirectory(parent, "data-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file {@code redis.conf} in it, which a server may rewrite. */
  Path configuration() {
    return path.resolve("redis.conf");
  }

  void configure(String text) {
    try {
      Files.writeString(configuration(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes it with all that is in it, if it is still there. */
  void delete() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
