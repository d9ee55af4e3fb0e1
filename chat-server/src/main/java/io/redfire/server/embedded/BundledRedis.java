package io.redfire.server.embedded;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code redis-server} that comes in the jar of {@code org.signal:embedded-redis}: a static
 * program for each of five platforms.
 *
 * <p>Nothing is run whose SHA-256 is not the one written here, wherever it came from.
 */
final class BundledRedis {
  private static final String VERSION = "7.0.15";
  private static final Map<String, String> SHA256 =
      Map.of(
          "darwin-amd64", "e22a3d9147802bba0724efb2e446c49e1e514e76ff8031bb6d44b8628400d8f3",
          "darwin-arm64", "07838a2eb6f5961c89d8e6f1f83482de355dfc6bb04e05bfb00ae1f137dee129",
          "linux-386", "19106984e15b7e7ce22c9a3296fe6a5f85c43a72894144f98b1fb572b823a936",
          "linux-amd64", "c0cdeef856b3410fd99d6ec6fc6a20302e69059b00ce5d6abab7b3e5069ea91e",
          "linux-arm64", "d5c7ff117caf45d7dc2f59c1f956e1830438779947d66aa5647c2cdcc16eca50");

  private final Platform platform;

  BundledRedis(Platform platform) {
    this.platform = platform;
  }

  /**
   * Puts the program into the data directory, unless it is there and whole.
   *
   * @throws EmbeddedRedisException if there is none for this platform or it is not the pinned one
   */
  RedisProgram unpackInto(DataDirectory data) {
    String expected =
        Optional.ofNullable(SHA256.get(platform.toString()))
            .orElseThrow(
                () ->
                    new EmbeddedRedisException(
                        "no Redis is bundled for "
                            + platform
                            + " (expected: redis-server 7.0 or newer on the PATH, or --redis URL)"));
    String name = "redis-server-" + VERSION + "-" + platform;
    Path file = data.file(name);
    try {
      if (!Files.isRegularFile(file) || !sha256(Files.readAllBytes(file)).equals(expected)) {
        data.write(name, pinned(name, expected), DataDirectory.PROGRAM);
      }
    } catch (IOException e) {
      throw new EmbeddedRedisException("cannot unpack the bundled Redis to " + file, e);
    }
    return new RedisProgram(file, "bundled, " + file);
  }

  private static byte[] pinned(String name, String expected) throws IOException {
    try (InputStream in = BundledRedis.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new EmbeddedRedisException(
            "this build has no bundled Redis in it (expected: redis-server on the PATH, or --redis URL)");
      }
      byte[] program = in.readAllBytes();
      if (!sha256(program).equals(expected)) {
        throw new EmbeddedRedisException(
            "the bundled Redis is damaged: its SHA-256 is not " + expected);
      }
      return program;
    }
  }

  private static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }
}
