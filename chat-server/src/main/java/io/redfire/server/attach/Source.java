package io.redfire.server.attach;

/**
 * Bytes that can be downloaded.
 *
 * @param size how many
 * @param reader reads some of them
 */
public record Source(long size, Reader reader) {
  /** May block. */
  public interface Reader {
    /** From one byte to so many, which are there; none where they are gone. */
    byte[] read(long offset, int length);
  }
}
