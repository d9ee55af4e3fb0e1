package io.redfire.core.blob;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Words that nobody can guess and nobody else draws. */
final class RandomWord {
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomWord() {}

  /** 32 hex digits. */
  static String draw() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
