package io.redfire.cli;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A typed line that runs a command of the room, such as {@code /roll 2d6}.
 *
 * @param name without the slash
 * @param text what stands after it
 */
record SlashLine(String name, String text) {
  private static final Pattern FORM =
      Pattern.compile("/([\\p{L}\\p{M}\\p{Nd}._-]+)(?:\\s+(.*))?", Pattern.DOTALL);

  /** The command, if the line runs one; a path such as {@code /etc/hosts} is none. */
  static Optional<SlashLine> of(String line) {
    Matcher parts = FORM.matcher(line);
    return parts.matches()
        ? Optional.of(
            new SlashLine(parts.group(1), Optional.ofNullable(parts.group(2)).orElse("").strip()))
        : Optional.empty();
  }

  /** What a line says that runs none: two slashes stand for one. */
  static String said(String line) {
    return line.startsWith("//") ? line.substring(1) : line;
  }
}
