package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The free text by which others see somebody, made harmless as {@link Neutral} tells. Immutable.
 *
 * @param value 1 to {@value #MOST_CHARACTERS} code points, at most {@value #MOST_BYTES} bytes of
 *     UTF-8
 */
public record DisplayName(String value) {
  /** The longest, in Unicode code points. */
  public static final int MOST_CHARACTERS = 64;

  /** The longest, in bytes of UTF-8. */
  public static final int MOST_BYTES = 256;

  private static final int LONGEST_TEXT = 4096;
  private static final String FIELD = "display name";

  /**
   * Neutralises the text and checks what is left.
   *
   * @throws InvalidField where nothing is left, or too much
   */
  public DisplayName {
    if (value.length() > LONGEST_TEXT) {
      throw tooLong(value.length());
    }
    value = Neutral.line(value);
    if (value.isEmpty()) {
      throw new InvalidField(FIELD, "nothing to be seen (expected: at least one visible letter)");
    }
    int characters = value.codePointCount(0, value.length());
    if (characters > MOST_CHARACTERS) {
      throw tooLong(characters);
    }
    int bytes = value.getBytes(UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new InvalidField(
          FIELD, bytes + " bytes of UTF-8 (expected: at most " + MOST_BYTES + ")");
    }
  }

  private static InvalidField tooLong(int characters) {
    return new InvalidField(
        FIELD, characters + " characters (expected: at most " + MOST_CHARACTERS + ")");
  }

  @Override
  public String toString() {
    return value;
  }
}
