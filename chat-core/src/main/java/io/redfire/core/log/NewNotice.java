package io.redfire.core.log;

import io.redfire.core.room.NoticeKind;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to an account, for its own log.
 *
 * @param about the room that it is about; empty for none
 * @param session the session that it is about; empty for none
 */
public record NewNotice(
    RoomName room,
    MessageId id,
    UserName from,
    Instant at,
    NoticeKind kind,
    Optional<RoomName> about,
    Optional<String> session)
    implements NewEntry {}
