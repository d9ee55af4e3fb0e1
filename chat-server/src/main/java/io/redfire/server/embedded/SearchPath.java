package io.redfire.server.embedded;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The directories that programs are looked for in.
 *
 * @param text as the environment variable {@code PATH} names them
 */
record SearchPath(String text) {

  static SearchPath ofEnvironment() {
    return new SearchPath(Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /** All programs of that name, the first one first. */
  List<Path> all(String program) {
    return Arrays.stream(text.split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory).toAbsolutePath().resolve(program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .toList();
  }
}
