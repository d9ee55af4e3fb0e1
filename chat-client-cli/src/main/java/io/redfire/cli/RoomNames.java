package io.redfire.cli;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the name of a room as given on the command line: as {@link Names}, or {@code @alice,bob}
 * for the direct room of two users and {@code @alice} for a user's own log. Any thread may use it.
 */
final class RoomNames implements ITypeConverter<String> {
  private final Names names = new Names();

  @Override
  public String convert(String given) {
    if (!given.startsWith("@")) {
      return names.convert(given);
    }
    List<String> users = Splitter.on(',').splitToList(given.substring(1));
    if (users.size() > 2) {
      throw new TypeConversionException(
          "'" + TerminalText.neutralise(given) + "' names too many users (expected: @USER,USER)");
    }
    return users.stream().map(names::convert).collect(Collectors.joining(",", "@", ""));
  }
}
