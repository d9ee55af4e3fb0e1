package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.hash.Hashing;
import java.security.MessageDigest;

/**
 * The SHA-256 of a random secret, in 64 hex digits: what is stored in its place.
 *
 * <p>One fast round is enough here: nobody can try 128 random bits, as they could try what people
 * choose as passwords.
 */
final class SecretDigest {
  private SecretDigest() {}

  static String of(byte[] secret) {
    return Hashing.sha256().hashBytes(secret).toString();
  }

  /** Takes equally long whatever differs. */
  static boolean equal(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(US_ASCII), other.getBytes(US_ASCII));
  }
}
