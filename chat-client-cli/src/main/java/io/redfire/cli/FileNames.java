package io.redfire.cli;

import java.util.Locale;
import java.util.Set;

/** Makes names of files here out of what strangers call theirs. Any thread may use it. */
final class FileNames {
  private static final int LONGEST = 100;

  /** Stand for devices on Windows, whatever comes behind a dot. */
  private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul");

  private FileNames() {}

  /**
   * A name for a file in the current directory, and in no other; hidden from nobody, and no option
   * of a command.
   *
   * @param otherwise the name where nothing of the other is left
   */
  static String harmless(String name, String otherwise) {
    StringBuilder safe = new StringBuilder();
    name.codePoints()
        .limit(LONGEST)
        .map(c -> Character.isLetterOrDigit(c) || ".-_+() ".indexOf(c) >= 0 ? c : '_')
        .forEach(safe::appendCodePoint);
    String bare = safe.toString().replaceAll("^[. -]+|[. ]+$", "");
    String stem = bare.replaceAll("\\..*", "").toLowerCase(Locale.ROOT);
    if (bare.isEmpty()) {
      return otherwise;
    }
    return DEVICES.contains(stem) || stem.matches("(com|lpt)[0-9]") ? "_" + bare : bare;
  }
}
