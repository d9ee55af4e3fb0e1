package io.redfire.server.account;

import com.google.common.io.BaseEncoding;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the address of an incoming webhook ends with: whoever knows it may post. Immutable; {@link
 * #toString} shows no secret, {@link #text} does.
 *
 * <p>The text is {@code rfh_}, an id that finds the webhook in its room, {@code .} and {@value
 * #SECRET_BYTES} random bytes, both in base64url. The prefix lets scanners for leaked secrets know
 * it. Only the digest of the random bytes is stored.
 */
public final class HookToken {
  private static final String PREFIX = "rfh_";
  private static final int ID_BYTES = 9;
  private static final int SECRET_BYTES = 32;
  private static final BaseEncoding BASE64 = BaseEncoding.base64Url().omitPadding();
  private static final Pattern FORM =
      Pattern.compile(PREFIX + "([A-Za-z0-9_-]{12})\\.([A-Za-z0-9_-]{43})");

  private final String id;
  private final byte[] secret;

  private HookToken(String id, byte[] secret) {
    this.id = id;
    this.secret = secret;
  }

  /** A new one. */
  public static HookToken create() {
    return new HookToken(BASE64.encode(random(ID_BYTES)), random(SECRET_BYTES));
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /**
   * Reads the text form. Whether there is such a webhook is for the store to say.
   *
   * @throws InvalidField where it is none; the message does not repeat it
   */
  public static HookToken parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      byte[] secret = BASE64.decode(form.group(2));
      // Strict: each token has one spelling only.
      if (BASE64.encode(secret).equals(form.group(2))) {
        return new HookToken(form.group(1), secret);
      }
    }
    throw new InvalidField(
        "token", "not that of a webhook (expected: the path that was shown when it was made)");
  }

  /** Names the webhook in its room; no secret. */
  public String id() {
    return id;
  }

  /** The whole secret text, to be shown once. */
  public String text() {
    return PREFIX + id + "." + BASE64.encode(secret);
  }

  /** What is stored of it: the SHA-256 of the secret, 64 hex digits. */
  public String digest() {
    return SecretDigest.of(secret);
  }

  /** Tells whether it is the token that was stored, in a time that does not tell how nearly. */
  public boolean matches(String stored) {
    return SecretDigest.equal(digest(), stored);
  }

  /** Shows which, never the secret. */
  @Override
  public String toString() {
    return "HookToken[" + id + ", …]";
  }
}
