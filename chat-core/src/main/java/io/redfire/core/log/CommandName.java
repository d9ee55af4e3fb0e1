package io.redfire.core.log;

import java.util.Locale;

/**
 * The name of a slash command, without the slash.
 *
 * @param value as {@link NameRule} says, at most {@value #MAX_LENGTH} letters and none in upper
 *     case, so that nobody has to remember which
 */
public record CommandName(String value) {
  /** The longest name, in Unicode code points. */
  public static final int MAX_LENGTH = 32;

  /**
   * Checks the name.
   *
   * @throws InvalidName where it breaks the rule
   */
  public CommandName {
    NameRule.check("name", value);
    int length = value.codePointCount(0, value.length());
    if (length > MAX_LENGTH) {
      throw new InvalidName("name: " + length + " letters (expected: at most " + MAX_LENGTH + ")");
    }
    if (!value.equals(value.toLowerCase(Locale.ROOT))) {
      throw new InvalidName("name: holds upper case (expected: lower case)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
