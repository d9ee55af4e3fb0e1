package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;

/**
 * A password as somebody typed it, brought to one form. Immutable; its text form shows nothing.
 *
 * <p>The rule follows NIST SP 800-63B: at least {@value #FEWEST_CHARACTERS} code points of any kind
 * that can be typed, no rules of composition, NFKC before anything else, so that the same keys on
 * another device give the same password. The upper bound keeps a flood of long passwords cheap.
 */
public final class Password {
  /** The shortest password, in Unicode code points. */
  public static final int FEWEST_CHARACTERS = 8;

  /** The longest password, in bytes of UTF-8. */
  public static final int MOST_BYTES = 256;

  private static final int LONGEST_TEXT = 1024;
  private static final String TOO_LONG = "(expected: at most " + MOST_BYTES + " bytes of UTF-8)";

  private final byte[] bytes;

  private Password(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Checks the password.
   *
   * @throws InvalidField where it breaks the rule; the message does not repeat it
   */
  public static Password of(String text) {
    // Normalising can make a text many times longer: nothing long may come that far.
    if (text.length() > LONGEST_TEXT) {
      throw refused(text.length() + " characters " + TOO_LONG);
    }
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
    int characters = normal.codePointCount(0, normal.length());
    if (characters < FEWEST_CHARACTERS) {
      throw refused(characters + " characters (expected: at least " + FEWEST_CHARACTERS + ")");
    }
    if (normal.codePoints().anyMatch(Password::cannotBeTyped)) {
      throw refused("holds a control character (expected: letters, digits, signs and spaces)");
    }
    byte[] bytes = normal.getBytes(UTF_8);
    if (bytes.length > MOST_BYTES) {
      throw refused(bytes.length + " bytes " + TOO_LONG);
    }
    return new Password(bytes);
  }

  private static boolean cannotBeTyped(int character) {
    int type = Character.getType(character);
    return type == Character.CONTROL || type == Character.SURROGATE;
  }

  private static InvalidField refused(String complaint) {
    return new InvalidField("password", complaint);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** Never the password itself. */
  @Override
  public String toString() {
    return "Password[…]";
  }
}
