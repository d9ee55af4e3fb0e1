package io.redfire.core.blob;

import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import java.time.Instant;
import java.util.Optional;

/**
 * The attachments that each room holds, which is what rights to them are asked by. Thread-safe;
 * blocks, and throws {@link io.redfire.core.log.LogException} where the store does not answer.
 */
public interface RoomAttachments extends AttachmentBinder, AutoCloseable {
  /** What became of an attachment that a room did not need. */
  enum Drop {
    /** A message has it, or somebody asked for it lately. */
    KEPT,
    /** The room does not hold it any more, or not as that holder. */
    GONE
  }

  /**
   * As {@link #find}, for who is about to send it and does not bring the bytes: those that a
   * message has are not dropped for a while.
   *
   * @param since when bytes that no message has must have been brought, or they are not told of;
   *     asking for them keeps them no longer
   */
  Optional<HeldAttachment> ask(RoomName room, ContentHash hash, Instant now, Instant since);

  /** The small picture of bytes that the room holds; none where there is none. */
  byte[] thumbnail(RoomName room, ContentHash hash);

  /** How many bytes the room holds. */
  long bytes(RoomName room);

  /**
   * Lets a room hold bytes no more that no message of its log has, in one moment with looking.
   *
   * @param holder as whom it holds them
   * @param before when they were last brought, or asked for while a message had them, at the latest
   */
  Drop drop(ContentHash hash, BlobHolder holder, Instant before);

  @Override
  void close();
}
