package io.redfire.core.blob;

import java.util.Iterator;

/**
 * Keeps bytes at places. Thread-safe; blocks, and throws {@link io.redfire.core.log.LogException}
 * where it does not get through.
 *
 * <p>It knows nothing of who needs the bytes: {@link BlobLedger} does.
 */
public interface BlobStore extends AutoCloseable {
  /** How many bytes are read or written at once, at most. */
  int PART_BYTES = 256 * 1024;

  /**
   * Writes all bytes of a place; what of it was there before is replaced. They are all there when
   * it returns.
   *
   * @param parts the bytes in order, each of {@value #PART_BYTES} but the last
   */
  void write(BlobPlace place, Iterator<byte[]> parts);

  /**
   * Reads some of the bytes.
   *
   * @param offset 0 to the place's size, that excluded
   * @param length how many are wanted, 1 to {@value #PART_BYTES}
   * @return from one byte to so many; none where they are not there
   */
  byte[] read(BlobPlace place, long offset, int length);

  /** Removes them, if they are there. */
  void delete(BlobPlace place);

  @Override
  void close();
}
