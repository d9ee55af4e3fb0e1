package io.redfire.core.log;

import java.time.Instant;

/** What is to be appended to a room's log. */
public sealed interface NewEntry
    permits NewMessage,
        NewForward,
        NewEdit,
        NewErasure,
        NewReaction,
        NewPin,
        NewGovernance,
        NewNotice,
        NewCommand {
  /** Where. */
  RoomName room();

  /** The sender's id of it; appending it again is answered with the first append's position. */
  MessageId id();

  /** The sender. */
  UserName from();

  /** When this node took it. */
  Instant at();
}
