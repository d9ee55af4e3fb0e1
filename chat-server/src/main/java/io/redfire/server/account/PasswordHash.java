package io.redfire.server.account;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is stored of a password: an argon2id digest, and all that is needed to make it again.
 *
 * <p>The text form is the PHC string, {@code $argon2id$v=19$m=19456,t=2,p=1$salt$digest}. Reading
 * is strict, and its bounds are what a string from the store can make this node spend at most.
 *
 * @param cost what the digest cost to make
 * @param salt random, of this password alone
 * @param digest what came out
 */
record PasswordHash(Cost cost, byte[] salt, byte[] digest) {
  private static final int FEWEST_SALT_BYTES = 8;
  private static final int FEWEST_DIGEST_BYTES = 16;
  private static final int MOST_BYTES = 64;
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,5}),t=([1-9][0-9]?),p=([1-9])"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  /**
   * What one digest costs.
   *
   * @param kibibytes memory
   * @param passes over the memory
   * @param lanes of the memory
   */
  record Cost(int kibibytes, int passes, int lanes) {
    /**
     * The least that OWASP's Password Storage Cheat Sheet recommends for argon2id: 19 MiB, two
     * passes, one lane.
     */
    static final Cost PRESENT = new Cost(19 * 1024, 2, 1);

    /** Above every choice of OWASP's, and RFC 9106's for little memory: 64 MiB, 3, 4. */
    private static final Cost MOST = new Cost(64 * 1024, 8, 4);

    private boolean isSane() {
      return kibibytes >= 8 * lanes
          && kibibytes <= MOST.kibibytes
          && passes <= MOST.passes
          && lanes <= MOST.lanes;
    }
  }

  /** Reads a PHC string; empty where it is none, or one that would cost too much. */
  static Optional<PasswordHash> parse(String text) {
    Matcher phc = PHC.matcher(text);
    if (!phc.matches()) {
      return Optional.empty();
    }
    Cost cost = new Cost(number(phc, 1), number(phc, 2), number(phc, 3));
    Optional<byte[]> salt = decode(phc.group(4), FEWEST_SALT_BYTES);
    Optional<byte[]> digest = decode(phc.group(5), FEWEST_DIGEST_BYTES);
    return cost.isSane() && salt.isPresent() && digest.isPresent()
        ? Optional.of(new PasswordHash(cost, salt.get(), digest.get()))
        : Optional.empty();
  }

  private static int number(Matcher phc, int group) {
    return Integer.parseInt(phc.group(group));
  }

  private static Optional<byte[]> decode(String text, int fewest) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return bytes.length >= fewest && bytes.length <= MOST_BYTES && encode(bytes).equals(text)
          ? Optional.of(bytes)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  /** As it is stored. */
  String phc() {
    return "$argon2id$v=19$m="
        + cost.kibibytes
        + ",t="
        + cost.passes
        + ",p="
        + cost.lanes
        + "$"
        + encode(salt)
        + "$"
        + encode(digest);
  }

  /** Takes equally long whatever differs. */
  boolean hasDigest(byte[] other) {
    return MessageDigest.isEqual(digest, other);
  }

  /** Never the hash itself, at which somebody could guess. */
  @Override
  public String toString() {
    return "PasswordHash[…]";
  }
}
