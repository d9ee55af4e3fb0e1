package io.redfire.server.attach.s3;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * As many bytes as go with one request; the same memory serves for those of the next one. For one
 * thread.
 */
final class Piece {
  private final byte[] bytes;
  private int length;

  /** An empty one that holds at most so many. */
  Piece(int most) {
    this.bytes = new byte[most];
  }

  /** One with those bytes. */
  static Piece of(byte[] bytes) {
    Piece piece = new Piece(bytes.length);
    piece.fill(List.of(bytes).iterator());
    return piece;
  }

  /** Forgets what it holds and takes as much as there is place for. */
  void fill(Iterator<byte[]> parts) {
    length = 0;
    while (length < bytes.length && parts.hasNext()) {
      byte[] part = parts.next();
      System.arraycopy(part, 0, bytes, length, part.length);
      length += part.length;
    }
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** To be sent as often as it takes, but before it is filled again. */
  RequestBody body() {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
  }

  /** Against accidents only, and of one who would change both the signature takes care. */
  String md5() {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(bytes, 0, length);
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
