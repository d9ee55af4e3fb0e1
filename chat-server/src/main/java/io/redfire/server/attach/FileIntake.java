package io.redfire.server.attach;

import io.redfire.core.log.ContentHash;

/**
 * Takes in files, one after the other, for a room that is being put together. For one thread at a
 * time; blocks. Closed, it forgets the file that is under way, and lets go of those before unless
 * the room is there, or may be.
 */
public interface FileIntake extends AutoCloseable {
  /**
   * A file begins.
   *
   * @throws io.redfire.server.wire.Problem where it is larger than any may be
   */
  void begin(ContentHash hash, long size);

  /** Some more of its bytes, and not more than are missing. */
  void add(byte[] bytes);

  /**
   * It has all its bytes, and the room holds it from now on.
   *
   * @throws io.redfire.server.wire.Problem {@code CONTENT_MISMATCH} where the bytes have another
   *     hash, {@code ROOM_FULL} where the room would hold too many
   */
  void end();

  /**
   * Asks whether there is still time; the store forgets what is taken in for too long.
   *
   * @throws io.redfire.server.wire.Problem {@code ROOM_CHANGED} where there is none
   */
  void verify();

  /** The room is there, and its files are as any room's from now on. */
  void keep();

  /** Nobody knows whether the room is there: it may need the files. */
  void leave();

  @Override
  void close();
}
