package io.redfire.server.outgoing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What posts of an outgoing webhook are signed with, as the Standard Webhooks specification says.
 * Immutable; {@link #toString} shows no secret, {@link #text} does.
 *
 * <p>A signature takes the secret itself, so it is stored in the clear, unlike all others.
 */
public final class HookSecret {
  private static final String PREFIX = "whsec_";
  private static final int BYTES = 32;
  private static final String HMAC = "HmacSHA256";

  private final byte[] secret;

  private HookSecret(byte[] secret) {
    this.secret = secret;
  }

  /** A new one. */
  public static HookSecret create() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new HookSecret(bytes);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException where it is none; the message does not repeat it
   */
  public static HookSecret parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("not the secret of a webhook");
    }
    return new HookSecret(Base64.getDecoder().decode(text.substring(PREFIX.length())));
  }

  /** The text form: {@code whsec_} and base64. */
  public String text() {
    return PREFIX + Base64.getEncoder().encodeToString(secret);
  }

  /**
   * The header {@code webhook-signature} of a post.
   *
   * @param id that of the post
   * @param seconds when it is made, since 1970
   */
  public String sign(String id, long seconds, byte[] body) {
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes((id + "." + seconds + ".").getBytes(UTF_8));
    signed.writeBytes(body);
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
      return "v1,"
          + new String(Base64.getEncoder().encode(mac.doFinal(signed.toByteArray())), US_ASCII);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every Java has " + HMAC, impossible);
    }
  }

  @Override
  public String toString() {
    return "HookSecret[…]";
  }
}
