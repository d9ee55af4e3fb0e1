package io.redfire.server.api;

import com.google.common.collect.Lists;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.ListInboxResponse;
import io.redfire.core.account.Scope;
import io.redfire.core.log.Entry;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.InboxRow;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.server.right.Action;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Verdict;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.RoomMessages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rooms of a user, with what is unread. Thread-safe; blocks on Redis.
 *
 * <p>What is told of a room is short and the rooms are so many at most, so that the answer is never
 * larger than a client takes, whoever filled the inbox.
 */
final class Inbox {
  private static final int BATCH = 100;
  private static final Comparator<Shown> NEWEST_FIRST =
      Comparator.comparing(Shown::lastMessage).reversed().thenComparing(Shown::name);

  private final RoomMembers members;

  Inbox(RoomMembers members) {
    this.members = members;
  }

  ListInboxResponse of(Caller caller, Instant now) {
    if (!(caller instanceof Caller.SignedIn)) {
      throw Problem.of(Reason.LOGIN_REQUIRED, "guests have no inbox (expected: a token)");
    }
    if (!caller.has(Scope.READ)) {
      throw Verdict.scopeMissing(Scope.READ);
    }
    UserName user = caller.user().orElseThrow();
    List<Shown> newest = new ArrayList<>();
    boolean more = false;
    for (List<RoomName> batch : Lists.partition(members.rooms(user), BATCH)) {
      for (InboxRow row : members.inbox(user, batch)) {
        shown(caller, row, now)
            .ifPresent(room -> newest.add(new Shown(row.room(), lastMessage(row), room)));
      }
      newest.sort(NEWEST_FIRST);
      if (newest.size() > Limit.INBOX_ROOMS) {
        newest.subList(Limit.INBOX_ROOMS, newest.size()).clear();
        more = true;
      }
    }
    return ListInboxResponse.newBuilder()
        .addAllRooms(Lists.transform(newest, Shown::room))
        .setMore(more)
        .build();
  }

  /** Whether it is a room of the caller's to read: not one that was only noted. */
  static boolean holds(Caller caller, RoomName room, RoomState state, Instant now) {
    boolean isMember = state.part().role().isPresent() || !room.users().isEmpty();
    return isMember && Verdict.decide(caller, Action.READ, room, state, now) == null;
  }

  private static Optional<InboxRoom> shown(Caller caller, InboxRow row, Instant now) {
    if (holds(caller, row.room(), row.state(), now)) {
      return Optional.of(RoomMessages.inbox(row));
    }
    return row.state().part().invited()
        ? Optional.of(RoomMessages.invitation(row))
        : Optional.empty();
  }

  private static Instant lastMessage(InboxRow row) {
    return row.lastMessage().map(Entry::at).orElse(Instant.MIN);
  }

  /** A room as it is told, and when its last message was sent. */
  private record Shown(RoomName name, Instant lastMessage, InboxRoom room) {}
}
