package io.redfire.server.wire;

import io.redfire.chat.v1.Limits;
import io.redfire.core.log.NameRule;
import io.redfire.core.log.NewReaction;
import io.redfire.core.redis.RedisKeys;

/** What the server accepts; told to each client in its first frame. */
public final class Limit {
  /** Bytes of a text in UTF-8, where nothing else is set. */
  public static final int TEXT_BYTES = 8 * 1024;

  /**
   * The most that can be set for it: half of a request, so that one carries it beside whatever else
   * is in it, and as much as goes to a client in one frame.
   */
  public static final int MOST_TEXT_BYTES = 32 * 1024;

  /** Rooms that one stream may follow. */
  public static final int ROOMS_PER_STREAM = 1000;

  /** Frames unanswered on one stream before the server stops reading from it. */
  public static final int REQUESTS_IN_FLIGHT = 64;

  /** Entries or rooms in a page. */
  public static final int PAGE = 200;

  /** Cursors with which to resume. */
  public static final int CURSORS = 64;

  /** Rooms of an inbox that are told. */
  public static final int INBOX_ROOMS = 1000;

  /** Characters of the last message that an inbox tells of a room. */
  public static final int INBOX_TEXT = 256;

  /** Members of a room whose readers hear at once how far each of them has read. */
  public static final int RECEIPT_MEMBERS = 64;

  /** Users whose presence one stream tells, or one call. */
  public static final int WATCHED_USERS = 256;

  /** Attachments of one message. */
  public static final int ATTACHMENTS = 10;

  /** Bytes of one chunk of an upload: with what is around it, less than a request. */
  public static final int CHUNK_BYTES = 32 * 1024;

  /** Bytes of one request or frame. */
  public static final int REQUEST_BYTES = 64 * 1024;

  private Limit() {}

  /**
   * As the contract tells them.
   *
   * @param textBytes what is set for a text
   */
  public static Limits toProto(int textBytes) {
    return toProto(textBytes, 0);
  }

  /**
   * As the other one.
   *
   * @param attachmentBytes what is set for an attachment
   */
  public static Limits toProto(int textBytes, long attachmentBytes) {
    return Limits.newBuilder()
        .setMaxTextBytes(textBytes)
        .setMaxNameLength(NameRule.MAX_LENGTH)
        .setMaxRoomsPerStream(ROOMS_PER_STREAM)
        .setMaxRequestsInFlight(REQUESTS_IN_FLIGHT)
        .setMaxPageSize(PAGE)
        .setMaxRequestBytes(REQUEST_BYTES)
        .setMaxEmojiPerMessage(NewReaction.MOST_EMOJI)
        .setMaxReactionsPerMessage(NewReaction.MOST_REACTIONS)
        .setMaxReceiptMembers(RECEIPT_MEMBERS)
        .setMaxWatchedUsers(WATCHED_USERS)
        .setMaxAttachmentBytes(attachmentBytes)
        .setMaxAttachments(ATTACHMENTS)
        .setMaxChunkBytes(CHUNK_BYTES)
        .setIdMemory(Events.duration(RedisKeys.ID_MEMORY))
        .setIdMaxAhead(Events.duration(RedisKeys.ID_MAX_AHEAD))
        .build();
  }
}
