package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.BaseEncoding;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.UserName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bearer token: whoever shows it is taken for its user. Immutable; {@link #toString} shows no
 * secret, {@link #text} does.
 *
 * <p>The text is {@code rf1_}, the user's name, {@code .} and {@value #SECRET_BYTES} random bytes,
 * the last two in base64url without padding. The prefix lets scanners for leaked secrets know it;
 * the name finds the user's key in the store without an index of all tokens. Only the digest of the
 * random bytes is stored.
 */
public final class Token {
  private static final String PREFIX = "rf1_";
  private static final int SECRET_BYTES = 32;
  private static final BaseEncoding BASE64 = BaseEncoding.base64Url().omitPadding();

  /** With the longest name: 64 code points of 4 bytes, which are 342 characters here. */
  private static final int LONGEST = 390;

  private static final Pattern FORM =
      Pattern.compile(PREFIX + "([A-Za-z0-9_-]{2,342})\\.([A-Za-z0-9_-]{43})");

  private final UserName user;
  private final byte[] secret;

  private Token(UserName user, byte[] secret) {
    this.user = user;
    this.secret = secret;
  }

  /** A new token of a user's. */
  public static Token create(UserName user) {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return new Token(user, secret);
  }

  /** Tells whether the text means to be a token of ours, and not one of an outside issuer. */
  public static boolean isLike(String text) {
    return text.startsWith(PREFIX);
  }

  /**
   * Reads the text form. Whether such a token was ever made is for the store to say.
   *
   * @throws InvalidField where it is none; the message does not repeat it
   */
  public static Token parse(String text) {
    Matcher form = FORM.matcher(text);
    if (text.length() > LONGEST || !form.matches()) {
      throw refused();
    }
    byte[] name = decode(form.group(1));
    byte[] secret = decode(form.group(2));
    try {
      return new Token(
          new UserName(UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString()), secret);
    } catch (CharacterCodingException | InvalidName notOurs) {
      throw refused();
    }
  }

  /** Strict: each token has one spelling only. */
  private static byte[] decode(String text) {
    try {
      byte[] bytes = BASE64.decode(text);
      if (BASE64.encode(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw refused();
    }
    throw refused();
  }

  private static InvalidField refused() {
    return new InvalidField(
        "token",
        "not a token of this service (expected: the text that was shown when it was made)");
  }

  /** Whom it claims to be of; believe it only once the store knows the digest. */
  public UserName user() {
    return user;
  }

  /** The whole secret text, to be shown once. */
  public String text() {
    return PREFIX + BASE64.encode(user.value().getBytes(UTF_8)) + "." + BASE64.encode(secret);
  }

  /** What is stored of it: the SHA-256 of the secret, 64 hex digits. */
  public String digest() {
    return SecretDigest.of(secret);
  }

  /** Tells whether it is the token that was stored, in a time that does not tell how nearly. */
  public boolean matches(String stored) {
    return SecretDigest.equal(digest(), stored);
  }

  /** Shows whose it is, never the secret. */
  @Override
  public String toString() {
    return "Token[" + user + ", …]";
  }
}
