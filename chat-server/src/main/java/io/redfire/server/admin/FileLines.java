package io.redfire.server.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.collect.AbstractIterator;
import io.redfire.core.log.ContentHash;
import io.redfire.server.attach.Source;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file as lines of {@link TransferFormat}, each with its end. For one thread at a time; blocks,
 * and holds one piece.
 */
final class FileLines extends AbstractIterator<byte[]> {
  private final ContentHash hash;
  private final Source source;
  private final Supplier<? extends RuntimeException> gone;
  private long offset;

  /**
   * @param gone what is thrown where the bytes are gone before they were read
   */
  FileLines(ContentHash hash, Source source, Supplier<? extends RuntimeException> gone) {
    this.hash = hash;
    this.source = source;
    this.gone = gone;
  }

  @Override
  protected byte @Nullable [] computeNext() {
    if (offset == source.size()) {
      return endOfData();
    }
    int wanted = (int) Math.min(TransferFormat.PIECE, source.size() - offset);
    byte[] bytes = source.reader().read(offset, wanted);
    if (bytes.length == 0) {
      throw gone.get();
    }
    StringBuilder line = new StringBuilder(TransferFormat.OURS).append(TransferFormat.VERSION);
    if (offset == 0) {
      line.append(",\"file\":\"").append(hash).append("\",\"size\":").append(source.size());
    }
    offset += bytes.length;
    line.append(",\"bytes\":\"").append(Base64.getEncoder().encodeToString(bytes)).append('"');
    if (offset < source.size()) {
      line.append(",\"more\":true");
    }
    return line.append("}\n").toString().getBytes(US_ASCII);
  }
}
