package io.redfire.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;

/** A file that holds a secret. */
record SecretFile(String source, Path path) {

  /** Checks that not every user of the machine can read it, where the file system can tell. */
  void checkPermissions() {
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      if (view != null
          && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
        throw new InvalidSettingException(
            source,
            Shown.quoted(path.toString())
                + " holds a password and can be read by every user (expected: chmod 600)");
      }
    } catch (IOException e) {
      throw unreadable();
    }
  }

  /** The one line that it holds. */
  String read() {
    if (!Files.isReadable(path)) {
      throw unreadable();
    }
    checkPermissions();
    try {
      List<String> lines = Files.readAllLines(path);
      if (lines.size() != 1 || lines.get(0).isEmpty()) {
        throw new InvalidSettingException(
            source,
            Shown.quoted(path.toString()) + " does not hold a password (expected: one line)");
      }
      return lines.get(0);
    } catch (IOException e) {
      throw unreadable();
    }
  }

  private InvalidSettingException unreadable() {
    return new InvalidSettingException(
        source, Shown.quoted(path.toString()) + " is not a file that can be read");
  }
}
