package io.redfire.server.session;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.server.bot.CommandRuns;
import io.redfire.server.govern.UsedRooms;
import io.redfire.server.limit.Quota;
import io.redfire.server.presence.PresenceDesk;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Callers;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.wire.Requests;
import java.util.concurrent.Executor;

/**
 * What the streams and calls of a node work with. Each part is thread-safe.
 *
 * @param streams how many streams each user has open
 * @param used hears of rooms that their members use
 * @param presence who is there
 * @param commands runs slash commands
 * @param blocking runs what asks Redis
 */
public record Services(
    LiveRooms rooms,
    MessageLog log,
    MessageBus bus,
    RoomMembers members,
    Callers callers,
    Authority authority,
    Admission admission,
    Quota<UserName> streams,
    Requests requests,
    UsedRooms used,
    PresenceDesk presence,
    CommandRuns commands,
    Executor blocking) {}
