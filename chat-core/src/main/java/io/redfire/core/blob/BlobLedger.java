package io.redfire.core.blob;

import io.redfire.core.log.ContentHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which bytes are kept where, and who needs them. Thread-safe; blocks, and throws {@link
 * io.redfire.core.log.LogException} where the store does not answer.
 *
 * <p>Bytes that are, or may be, in a {@link BlobStore} are always known here: at the place of their
 * hash, or among the places from which they are to be removed. So whoever dies in the middle of
 * writing or removing leaves nothing behind that nobody would find.
 *
 * <p>A writer holds first, then writes to its own place unless there is one, then keeps that place.
 * A place is removed only once nobody holds it, and a writer that comes then writes to another one;
 * so removing never takes what somebody needs.
 */
public interface BlobLedger extends AutoCloseable {
  /**
   * Notes who needs the bytes.
   *
   * @param mine where the caller would write them
   * @param until when the caller has certainly written them, or given up
   * @return where they are; empty where they are not kept yet, and are to be written
   */
  Optional<BlobPlace> hold(BlobHolder holder, BlobPlace mine, Instant now, Instant until);

  /**
   * The bytes are written.
   *
   * @return where they are from now on, which is another place where somebody else was first; empty
   *     where it took too long and they are being removed
   */
  Optional<BlobPlace> keep(BlobPlace mine);

  /** Where the bytes are; empty where they are not kept. */
  Optional<BlobPlace> find(ContentHash hash);

  /** The holder needs the bytes no more. Where it was the last, their place is to be cleared. */
  void release(ContentHash hash, BlobHolder holder, Instant now);

  /** The holders, and since when. */
  Map<BlobHolder, Instant> holders(ContentHash hash);

  /** Takes up the places that are to be cleared by now: nobody comes to keep them any more. */
  List<BlobPlace> clearing(ContentHash hash, Instant now);

  /** A place is cleared. */
  void cleared(BlobPlace place);

  /** Takes a hash off the list of which nothing is known any more. */
  void unlist(ContentHash hash);

  /**
   * The hashes of all bytes that are known, in order, and maybe of some that are not.
   *
   * @param after empty for the first ones
   */
  List<ContentHash> list(Optional<ContentHash> after, int limit);

  /**
   * Whether this caller is the one who clears up, until a time has passed since it last asked.
   *
   * @param name of the caller
   */
  boolean mayCollect(String name, Duration time);

  @Override
  void close();
}
