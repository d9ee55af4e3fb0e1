package io.redfire.server.embedded;

import java.util.Locale;

/**
 * The kind of machine this is.
 *
 * @param system {@code linux}, {@code darwin}, {@code windows} or what the JVM calls it
 * @param processor {@code amd64}, {@code arm64}, {@code 386} or what the JVM calls it
 */
record Platform(String system, String processor) {

  static Platform current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static Platform of(String osName, String osArch) {
    String name = osName.toLowerCase(Locale.ROOT);
    String system =
        name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : name;
    String processor =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          case "x86", "i386", "i486", "i586", "i686" -> "386";
          default -> osArch;
        };
    return new Platform(system, processor);
  }

  /**
   * Checks that a Redis can be started and watched over here at all.
   *
   * @throws EmbeddedRedisException if not; says what would help
   */
  void checkForShell() {
    if (system.equals("windows")) {
      throw new EmbeddedRedisException(
          "there is no Redis for Windows to start (expected: --redis URL of one that runs"
              + " elsewhere, in WSL or in a container, such as --redis localhost:6379)");
    }
  }

  @Override
  public String toString() {
    return system + "-" + processor;
  }
}
