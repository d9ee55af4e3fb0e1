package io.redfire.server.admin;

import io.redfire.chat.v1.ListAllRoomsRequest;
import io.redfire.chat.v1.ListAllRoomsResponse;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.server.govern.RoomChanges;
import io.redfire.server.govern.RoomOrder;
import io.redfire.server.right.Verdict;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import io.redfire.server.wire.RoomMessages;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All rooms, whoever may know of them. Thread-safe; blocks on Redis. */
final class AdminRooms {
  private final MessageLog log;
  private final RoomMembers members;
  private final RoomChanges changes;
  private final RoomOrder order;

  AdminRooms(MessageLog log, RoomMembers members, RoomChanges changes, RoomOrder order) {
    this.log = log;
    this.members = members;
    this.changes = changes;
    this.order = order;
  }

  Room update(Admin admin, UpdateRoomRequest request) {
    Audit.note(admin, "updates room", Requests.room(request.getRoom()));
    return room(changes.update(new AdminActor(admin, members), request));
  }

  void moderate(Admin admin, ModerateMemberRequest request) {
    UserName user = Requests.user(request.getUser());
    Audit.note(admin, "moderates " + user + " in room", Requests.room(request.getRoom()));
    order.moderate(new AdminActor(admin, members), request);
  }

  ListAllRoomsResponse list(Admin admin, ListAllRoomsRequest request) {
    int size = PageSize.of(request.getPageSize());
    Optional<RoomName> after = pageToken(request.getPageToken());
    Audit.note(admin, "lists all rooms");
    List<RoomName> names = log.rooms(after, size);
    Map<RoomName, RoomState> states = members.states(names, Optional.empty());
    ListAllRoomsResponse.Builder page = ListAllRoomsResponse.newBuilder();
    for (RoomName name : names) {
      room(name, states.getOrDefault(name, RoomState.OPEN)).ifPresent(page::addRooms);
    }
    if (names.size() == size) {
      page.setNextPageToken(names.get(size - 1).value());
    }
    return page.build();
  }

  private static Optional<RoomName> pageToken(String token) {
    try {
      return token.isEmpty() ? Optional.empty() : Optional.of(new RoomName(token));
    } catch (InvalidName notOurs) {
      throw Problem.of(Reason.CURSOR_INVALID, "page_token", "not one that this service gave out");
    }
  }

  /** The room as it is now. */
  Room room(RoomName name) {
    return room(name, members.state(name, Optional.empty()))
        .orElseThrow(
            () -> Problem.of(Reason.NOT_A_LOG, "the room's Redis key holds something else"));
  }

  /** Empty where another program uses the key for something else. */
  private Optional<Room> room(RoomName name, RoomState state) {
    try {
      return Optional.of(
          RoomMessages.room(
              name, Verdict.kind(name, state), state.rules(), Optional.of(log.bounds(name))));
    } catch (LogException failure) {
      if (failure.reason() == LogException.Reason.NOT_A_LOG) {
        return Optional.empty();
      }
      throw failure;
    }
  }
}
