package io.redfire.faults.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What stands for a text in a history: the first 16 hex digits of the SHA-1 of its UTF-8. */
public final class TextDigest {
  private static final int DIGITS = 16;

  private TextDigest() {}

  /** The digest of a text. Thread-safe. */
  public static String of(String text) {
    return sha1(text.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }

  /** All 40 hex digits of the SHA-1 of these bytes. Thread-safe. */
  public static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new AssertionError(everyJavaHasIt);
    }
  }
}
