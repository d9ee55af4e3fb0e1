package io.redfire.cli;

import io.redfire.tls.OwnersFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file whose one line is a password or another secret. Immutable.
 *
 * @param option the option that named it
 * @param kind what it holds, as a message calls it
 */
record PasswordFile(String option, Path path, String kind) {
  PasswordFile(String option, Path path) {
    this(option, path, "password");
  }

  String read() {
    try {
      if (OwnersFile.isOpenToOthers(path)) {
        throw wrong("holds a " + kind + " and can be read by other users (expected: chmod 600)");
      }
      List<String> lines = Files.readAllLines(path);
      if (lines.size() != 1 || lines.get(0).isEmpty()) {
        throw wrong("does not hold a " + kind + " (expected: one line)");
      }
      return lines.get(0);
    } catch (IOException e) {
      throw wrong("is not a file that can be read");
    }
  }

  private Failure wrong(String how) {
    return new Failure(ExitCode.USAGE, option + ": '" + path + "' " + how);
  }
}
