package io.redfire.server.attach;

import io.redfire.core.blob.AttachmentBinder;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import java.util.Optional;

/**
 * The files of rooms as administrators move them: out of a room, and into one that is being put
 * together. Thread-safe; blocks.
 */
public interface RoomFiles {
  /** The bytes of a file; empty where the room does not hold it, or they are lost. */
  Optional<Source> open(RoomName room, ContentHash hash);

  /**
   * Takes in files for a room.
   *
   * @param by whose uploads they are meanwhile
   * @param target the room that is being put together
   */
  FileIntake intake(UserName by, RoomName room, AttachmentBinder target);
}
