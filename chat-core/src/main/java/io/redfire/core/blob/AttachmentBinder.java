package io.redfire.core.blob;

import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Lets rooms hold bytes: those that are there, or one that is still being put together. Blocks, and
 * throws {@link io.redfire.core.log.LogException} where the store does not answer.
 */
public interface AttachmentBinder {
  /** Those of the hashes that the room holds. */
  Map<ContentHash, HeldAttachment> find(RoomName room, Collection<ContentHash> hashes);

  /**
   * Lets a room hold bytes.
   *
   * @param thumbnail a small picture of them, as the facts say; else none
   * @param most how many bytes the room may hold in all; 0 for any number
   * @return as what it holds them from now on, which is something else where it held them before;
   *     empty where it would hold too many bytes
   */
  Optional<HeldAttachment> bind(
      HeldAttachment attachment, byte[] thumbnail, long most, Instant now);
}
