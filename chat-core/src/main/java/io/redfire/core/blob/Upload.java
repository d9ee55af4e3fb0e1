package io.redfire.core.blob;

import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import java.time.Instant;
import java.util.Optional;

/**
 * Bytes on their way to a room. Immutable: as it was when it was asked for.
 *
 * @param id nobody can guess it
 * @param user who sends them, and nobody else may
 * @param size how many bytes it is to be
 * @param claimed the hash that the user told; empty for none
 * @param received how many bytes are there
 * @param done the hash of the whole, which the room holds; empty until then
 * @param end when it is forgotten
 */
public record Upload(
    String id,
    RoomName room,
    UserName user,
    long size,
    Optional<ContentHash> claimed,
    long received,
    Optional<ContentHash> done,
    Instant end) {
  /** One that begins. */
  public static Upload begin(
      RoomName room, UserName user, long size, Optional<ContentHash> claimed, Instant end) {
    return new Upload(RandomWord.draw(), room, user, size, claimed, 0, Optional.empty(), end);
  }

  /** The same with so many bytes there. */
  public Upload received(long bytes) {
    return new Upload(id, room, user, size, claimed, bytes, done, end);
  }

  /** Whether the text can be the id of an upload. */
  public static boolean isId(String text) {
    return text.matches("[0-9a-f]{32}");
  }
}
