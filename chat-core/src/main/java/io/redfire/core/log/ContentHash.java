package io.redfire.core.log;

/**
 * Names bytes by what they are: their SHA-256. Immutable.
 *
 * @param value 64 hex digits, small letters
 */
public record ContentHash(String value) {
  private static final int DIGITS = 64;

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException where it is no such hash
   */
  public ContentHash {
    if (!value.matches("[0-9a-f]{" + DIGITS + "}")) {
      throw new IllegalArgumentException(
          "no SHA-256 (expected: " + DIGITS + " hex digits, small letters)");
    }
  }

  /** Whether the text names bytes. */
  public static boolean isOne(String text) {
    return text.matches("[0-9a-f]{" + DIGITS + "}");
  }

  @Override
  public String toString() {
    return value;
  }
}
