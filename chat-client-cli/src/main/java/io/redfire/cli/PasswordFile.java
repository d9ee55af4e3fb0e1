package io.redfire.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;

/**
 * A file whose one line is a password. Immutable.
 *
 * @param option the option that named it
 */
record PasswordFile(String option, Path path) {
  String read() {
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      if (view != null
          && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
        throw wrong("holds a password and can be read by every user (expected: chmod 600)");
      }
      List<String> lines = Files.readAllLines(path);
      if (lines.size() != 1 || lines.get(0).isEmpty()) {
        throw wrong("does not hold a password (expected: one line)");
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
