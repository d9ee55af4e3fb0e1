package io.redfire.server.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.collect.AbstractIterator;
import io.redfire.core.log.ContentHash;
import io.redfire.server.attach.Source;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file as lines of {@link TransferFormat}, each with its end. For one thread at a time; blocks,
 * and holds one piece.
 */
final class FileLines extends AbstractIterator<byte[]> {
  private final ContentHash hash;
  private final Supplier<Optional<Source>> opening;
  private final Supplier<? extends RuntimeException> torn;
  private @Nullable Source source;
  private long offset;

  /**
   * @param opening opens the file when its first line is wanted: it may be erased until then, and
   *     has no lines where it is
   * @param torn what is thrown where the bytes are gone after some of them were told
   */
  FileLines(
      ContentHash hash,
      Supplier<Optional<Source>> opening,
      Supplier<? extends RuntimeException> torn) {
    this.hash = hash;
    this.opening = opening;
    this.torn = torn;
  }

  @Override
  protected byte @Nullable [] computeNext() {
    Source opened = source == null ? opening.get().orElse(null) : source;
    if (opened == null || offset == opened.size()) {
      return endOfData();
    }
    source = opened;
    int wanted = (int) Math.min(TransferFormat.PIECE, opened.size() - offset);
    byte[] bytes = opened.reader().read(offset, wanted);
    if (bytes.length == 0) {
      if (offset == 0) {
        return endOfData();
      }
      throw torn.get();
    }
    StringBuilder line = new StringBuilder(TransferFormat.OURS).append(TransferFormat.VERSION);
    if (offset == 0) {
      line.append(",\"file\":\"").append(hash).append("\",\"size\":").append(opened.size());
    }
    offset += bytes.length;
    line.append(",\"bytes\":\"").append(Base64.getEncoder().encodeToString(bytes)).append('"');
    if (offset < opened.size()) {
      line.append(",\"more\":true");
    }
    return line.append("}\n").toString().getBytes(US_ASCII);
  }
}
