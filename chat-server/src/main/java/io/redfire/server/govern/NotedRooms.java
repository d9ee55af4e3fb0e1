package io.redfire.server.govern;

import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.room.NoticeKind;
import io.redfire.server.account.AccountNotices;
import io.redfire.server.wire.Waiting;
import java.time.Clock;
import java.util.Optional;

/**
 * Keeps the rooms that are noted for users to what the rooms say. Thread-safe; blocks on Redis.
 *
 * <p>The rooms of a user lie in another place than the rooms themselves, so the two never change in
 * one moment, and two nodes that note what they saw of the same user may come in the wrong order.
 * So whoever has noted something looks at the room again, and goes on until the two agree: the last
 * one to write looks after everything that was written before.
 */
public final class NotedRooms {
  private final RoomMembers members;
  private final AccountNotices notices;

  /** Notes there, and tells users of it in their own logs. */
  public NotedRooms(MessageLog log, RoomMembers members, Clock clock) {
    this.members = members;
    this.notices = new AccountNotices(log, clock);
  }

  /**
   * Makes what is noted for a user tell whether the room is the user's, and the user's own log that
   * it came or went.
   *
   * @param changed whether the user's part in it has just changed
   */
  void settle(RoomName room, UserName user, boolean changed) {
    boolean isTheirs = isTheirs(room, user);
    boolean wasNews = note(room, user, isTheirs);
    for (boolean now = isTheirs(room, user); now != isTheirs; now = isTheirs(room, user)) {
      isTheirs = now;
      wasNews |= note(room, user, isTheirs);
    }
    if (wasNews || (changed && isTheirs)) {
      NoticeKind kind = isTheirs ? NoticeKind.ROOM_ADDED : NoticeKind.ROOM_REMOVED;
      Waiting.on(notices.tellOfRoom(user, kind, room));
    }
  }

  /** Notes a room that was missing for a member who uses it; costs little where it is not. */
  void mend(RoomName room, UserName user) {
    if (members.addRoom(user, room)) {
      settle(room, user, true);
    }
  }

  private boolean isTheirs(RoomName room, UserName user) {
    Part part = members.state(room, Optional.of(user)).part();
    return part.role().isPresent() || part.invited();
  }

  private boolean note(RoomName room, UserName user, boolean isTheirs) {
    return isTheirs ? members.addRoom(user, room) : members.removeRoom(user, room);
  }
}
