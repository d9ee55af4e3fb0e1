package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.security.SecureRandom;

/**
 * A code that is good for one thing, such as to become the first admin or to enter a room: {@value
 * #SYMBOLS} random symbols of 5 bits, in groups of four so that people can read them out.
 * Immutable; {@link #toString} shows nothing, {@link #text} does.
 *
 * <p>The symbols are Crockford's: no {@code I}, {@code L}, {@code O} and {@code U}. What is typed
 * may have small letters, other groups, and the letters that look like {@code 1} and {@code 0}.
 */
public final class OneTimeCode {
  private static final int SYMBOLS = 28;
  private static final int GROUP = 4;
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final CharMatcher KNOWN = CharMatcher.anyOf(ALPHABET);
  private static final CharMatcher BETWEEN = CharMatcher.anyOf("- ");
  private static final int LONGEST = 100;

  private final String symbols;

  private OneTimeCode(String symbols) {
    this.symbols = symbols;
  }

  /** A new code. */
  public static OneTimeCode create() {
    StringBuilder symbols = new StringBuilder(SYMBOLS);
    new SecureRandom()
        .ints(SYMBOLS, 0, ALPHABET.length())
        .forEach(symbol -> symbols.append(ALPHABET.charAt(symbol)));
    return new OneTimeCode(symbols.toString());
  }

  /**
   * Reads what somebody typed. Whether such a code was ever made is for the store to say.
   *
   * @throws InvalidField where it is none; the message does not repeat it
   */
  public static OneTimeCode parse(String text) {
    if (text.length() <= LONGEST) {
      String symbols =
          Ascii.toUpperCase(BETWEEN.removeFrom(text))
              .replace('I', '1')
              .replace('L', '1')
              .replace('O', '0');
      if (symbols.length() == SYMBOLS && KNOWN.matchesAllOf(symbols)) {
        return new OneTimeCode(symbols);
      }
    }
    throw new InvalidField(
        "code",
        "not a code (expected: "
            + SYMBOLS
            + " letters and digits without U, in groups of "
            + GROUP
            + ")");
  }

  /** The secret itself, to be shown once. */
  public String text() {
    return String.join("-", Splitter.fixedLength(GROUP).split(symbols));
  }

  /** What is stored of it: a SHA-256, 64 hex digits. */
  public String digest() {
    return SecretDigest.of(symbols.getBytes(US_ASCII));
  }

  /** Tells whether it is the code that was stored, in a time that does not tell how nearly. */
  public boolean matches(String stored) {
    return SecretDigest.equal(digest(), stored);
  }

  /** Never the code itself. */
  @Override
  public String toString() {
    return "OneTimeCode[…]";
  }
}
