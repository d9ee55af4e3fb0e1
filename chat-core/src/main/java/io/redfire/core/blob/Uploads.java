package io.redfire.core.blob;

import io.redfire.core.log.ContentHash;
import java.time.Instant;
import java.util.Optional;

/**
 * Uploads that are under way, which any node goes on with. Thread-safe; blocks, and throws {@link
 * io.redfire.core.log.LogException} where the store does not answer.
 */
public interface Uploads extends AutoCloseable {
  /**
   * Begins one.
   *
   * @param most how many the user may have under way; 0 for any number
   * @return false where the user has as many
   */
  boolean open(Upload upload, int most, Instant now);

  /** An upload as it is now; empty where there is none of that id, or no more. */
  Optional<Upload> find(String id);

  /**
   * Adds bytes at their place.
   *
   * @param offset where they belong
   * @param bytes no more than are missing
   * @return as it is now: with {@code offset + bytes.length} bytes received where they were added,
   *     now or by a call before; else how many it has. Empty where it is gone
   */
  Optional<Upload> add(Upload upload, long offset, byte[] bytes);

  /**
   * Reads what was received.
   *
   * @param part its number from 0; each is of {@link BlobStore#PART_BYTES} but the last
   * @return none where it is gone
   */
  byte[] read(Upload upload, long part);

  /** Forgets the bytes and remembers what became of them. */
  void finish(Upload upload, ContentHash hash);

  /** Forgets it all. */
  void discard(Upload upload);

  @Override
  void close();
}
