package io.redfire.server.embedded;

import java.nio.file.Path;

/**
 * A {@code redis-server} that can be started.
 *
 * @param executable its file
 * @param origin where it comes from, in words for the terminal
 */
record RedisProgram(Path executable, String origin) {

  /**
   * Finds the program that the source asks for.
   *
   * @param searchPath where an installed program is looked for
   * @param data where the bundled program is unpacked to
   * @throws EmbeddedRedisException if there is none; says what would help
   */
  static RedisProgram find(RedisSource source, SearchPath searchPath, DataDirectory data) {
    InstalledRedis installed = new InstalledRedis(searchPath);
    return switch (source) {
      case INSTALLED -> installed.find().orElseThrow(installed::missing);
      case BUNDLED -> new BundledRedis(Platform.current()).unpackInto(data);
      case AUTO ->
          installed.find().orElseGet(() -> new BundledRedis(Platform.current()).unpackInto(data));
    };
  }
}
