package io.redfire.core.transfer;

import io.redfire.core.blob.AttachmentBinder;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.Position;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A room that is being put together where nobody looks. For one thread at a time; every method
 * blocks until the store has answered and throws {@link io.redfire.core.log.LogException} where it
 * does not. The store forgets it an hour after the last call.
 */
public interface StagedRoom extends AutoCloseable {
  /**
   * Pushes lines to its end.
   *
   * @param lines 256 at most
   * @param quiet the seqs of those entries among them, or before them, that are no messages
   * @param end where the last line stands
   */
  void push(List<byte[]> lines, Collection<Long> quiet, Position end);

  /** Lets it hold bytes before it is there; its holders are known to no room until then. */
  AttachmentBinder attachments();

  /**
   * Notes which messages have which bytes, whether it holds them or not.
   *
   * @param attached the hashes, by the seq of each message
   */
  void refer(Map<Long, List<ContentHash>> attached);

  /** Adds users whom it knows, each once. */
  void addParts(Map<UserName, Part> parts);

  /**
   * Makes it the room, whole and in one moment.
   *
   * @param pins the seqs of the messages that are pinned
   * @param rules empty for a room that nobody created
   * @throws io.redfire.core.log.LogException {@code ROOM_EXISTS} where there is such a room by now,
   *     {@code GOVERNANCE_STALE} where the store forgot what was pushed
   */
  void commit(Collection<Long> pins, Optional<StoredRules> rules);

  /** Removes what was pushed, unless it became the room; throws nothing. */
  @Override
  void close();
}
