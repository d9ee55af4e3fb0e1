package io.redfire.cli;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Emoji on the command line: as they are, or by their short names of CLDR between colons, with
 * {@code _} for whatever is no letter or digit, such as {@code :thumbs_up:}.
 */
final class EmojiNames implements ITypeConverter<String> {
  private static final String NAMES = "emoji-names.txt";

  @Override
  public String convert(String given) {
    boolean isName = given.length() > 2 && given.startsWith(":") && given.endsWith(":");
    if (!isName) {
      return given;
    }
    return find(given.substring(1, given.length() - 1))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + TerminalText.neutralise(given)
                        + "' is no emoji's name (expected: an emoji, or its name such as"
                        + " :thumbs_up:)"));
  }

  private static Optional<String> find(String name) {
    String start = name.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_') + " ";
    try {
      return Resources.readLines(
              Resources.getResource(EmojiNames.class, NAMES), StandardCharsets.UTF_8)
          .stream()
          .filter(line -> line.startsWith(start) && !line.startsWith("#"))
          .findFirst()
          .map(line -> line.substring(start.length()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + NAMES, e);
    }
  }
}
