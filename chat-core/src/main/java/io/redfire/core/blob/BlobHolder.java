package io.redfire.core.blob;

import io.redfire.core.log.RoomName;

/**
 * Whoever needs some bytes: a room, under an id that is new each time it comes to hold them.
 * Immutable.
 *
 * @param id hex digits that nobody else drew
 */
public record BlobHolder(String id, RoomName room) {
  /** A new one. */
  public static BlobHolder create(RoomName room) {
    return new BlobHolder(RandomWord.draw(), room);
  }
}
