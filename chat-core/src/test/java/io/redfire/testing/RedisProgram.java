package io.redfire.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The redis-server that tests run: the one on the PATH if it is 7.0 or newer, else the one that the
 * library embedded-redis carries for this kind of machine.
 */
final class RedisProgram {
  private static final String BUNDLED_VERSION = "7.0.15";
  private static final Pattern VERSION = Pattern.compile("v=(\\d{1,4})\\.");
  private static final int LEAST_MAJOR = 7;

  private RedisProgram() {}

  /** What one process of it does. */
  enum Mode {
    DATA,
    SENTINEL
  }

  static Path find() {
    return installed().orElseGet(RedisProgram::bundled);
  }

  private static Optional<Path> installed() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
        .map(directory -> Path.of(directory, "redis-server").toAbsolutePath())
        .filter(Files::isExecutable)
        .filter(RedisProgram::isNewEnough)
        .findFirst();
  }

  private static boolean isNewEnough(Path program) {
    try {
      Process process = new ProcessBuilder(program.toString(), "--version").start();
      Matcher version = VERSION.matcher(new String(process.getInputStream().readAllBytes(), UTF_8));
      return version.find() && Integer.parseInt(version.group(1)) >= LEAST_MAJOR;
    } catch (IOException notAProgram) {
      return false;
    }
  }

  private static Path bundled() {
    String name = "redis-server-" + BUNDLED_VERSION + "-" + system() + "-" + processor();
    try (InputStream in = RedisProgram.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IllegalStateException(
            "no redis-server for this machine: "
                + name
                + " (expected: one on the PATH, a Docker"
                + " engine, or REDFIRE_TEST_REDIS)");
      }
      Path directory = Files.createDirectories(Path.of("target", "redis").toAbsolutePath());
      Path program = directory.resolve(name);
      if (!Files.isExecutable(program)) {
        // Moved into place whole, since another JVM may look for it too.
        Path copy = Files.createTempFile(directory, name, ".part");
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        if (!copy.toFile().setExecutable(true)) {
          throw new IllegalStateException("cannot make executable: " + copy);
        }
        Files.move(copy, program, StandardCopyOption.ATOMIC_MOVE);
      }
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name;
  }

  private static String processor() {
    String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "x86_64", "amd64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      case "x86", "i386", "i686" -> "386";
      default -> name;
    };
  }
}
