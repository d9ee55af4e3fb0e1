package io.redfire.client;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.DownloadResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Bytes on their way to a target, and what came so far. For one thread. */
final class Arriving {
  private final OutputStream target;
  private final Hasher hasher = Hashing.sha256().newHasher();
  private Attachment attachment = Attachment.getDefaultInstance();
  private long count;

  Arriving(OutputStream target) {
    this.target = target;
  }

  /** Throws {@link UncheckedIOException} where the target does not take it. */
  void take(DownloadResponse piece) {
    if (piece.hasAttachment()) {
      attachment = piece.getAttachment();
    }
    try {
      piece.getChunk().writeTo(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    hasher.putBytes(piece.getChunk().asReadOnlyByteBuffer());
    count += piece.getChunk().size();
  }

  long count() {
    return count;
  }

  boolean isWhole() {
    return count > 0 && count >= attachment.getSize();
  }

  Attachment attachment() {
    return attachment;
  }

  /** Of all that came; to be asked once. */
  String sha256() {
    return hasher.hash().toString();
  }
}
