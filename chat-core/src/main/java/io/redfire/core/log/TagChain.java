package io.redfire.core.log;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The rule that makes a tag name an entry and its whole past: {@code tag(n) = sha1(tag(n-1) +
 * sha1(body(n)))}, all in lower-case hex, cut to the first 16 digits. Thread-safe.
 */
final class TagChain {
  private static final HexFormat HEX = HexFormat.of();
  private static final ThreadLocal<MessageDigest> SHA1 = ThreadLocal.withInitial(TagChain::sha1);

  private TagChain() {}

  static String next(String previousTag, byte[] body, int from, int length) {
    MessageDigest sha1 = SHA1.get();
    sha1.update(body, from, length);
    return link(sha1, previousTag);
  }

  /** As {@link #next}, for a line of ours whose claim ends there. */
  static String nextOfOwn(String previousTag, byte[] line, int from) {
    MessageDigest sha1 = SHA1.get();
    String was = Line.was(line, from);
    if (was != null) {
      return link(sha1, previousTag, was);
    }
    sha1.update((byte) '{');
    sha1.update(line, from, line.length - from);
    return link(sha1, previousTag);
  }

  static byte[] sha1Of(String text) {
    return SHA1.get().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String link(MessageDigest sha1, String previousTag) {
    return link(sha1, previousTag, HEX.formatHex(sha1.digest()));
  }

  private static String link(MessageDigest sha1, String previousTag, String bodyDigest) {
    sha1.update(previousTag.getBytes(StandardCharsets.ISO_8859_1));
    return HEX.formatHex(sha1.digest(bodyDigest.getBytes(StandardCharsets.ISO_8859_1)), 0, 8);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-1", e);
    }
  }
}
