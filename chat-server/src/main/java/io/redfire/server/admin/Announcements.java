package io.redfire.server.admin;

import io.redfire.chat.v1.AnnounceRequest;
import io.redfire.chat.v1.AnnounceResponse;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.right.ReservedRoom;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * The room in which administrators tell everyone something. Thread-safe; blocks on Redis.
 *
 * <p>It has no owner, and nobody who keeps order: what this makes of it can be told by that from
 * what anybody else could have made, and nobody's part in it outlasts being an administrator.
 */
final class Announcements {
  private static final RoomName ROOM = ReservedRoom.ANNOUNCEMENTS;

  private final MessageLog log;
  private final RoomMembers members;
  private final Requests requests;

  Announcements(MessageLog log, RoomMembers members, Requests requests) {
    this.log = log;
    this.members = members;
    this.requests = requests;
  }

  AnnounceResponse announce(Admin admin, AnnounceRequest request) {
    NewMessage message =
        requests.message(
            admin.user(),
            OutgoingMessage.newBuilder()
                .setRoom(ROOM.value())
                .setId(request.getId())
                .setText(request.getText())
                .build());
    Audit.note(admin, "announces in", ROOM);
    if (members.state(ROOM, Optional.empty()).rules().isEmpty()) {
      create(admin.user());
    }
    check(members.state(ROOM, Optional.empty()));
    return AnnounceResponse.newBuilder()
        .setAccepted(Events.accepted(message, log.append(message.asOfMember()).join()))
        .build();
  }

  private void create(UserName by) {
    try {
      var unused =
          log.append(
                  new NewGovernance(
                      ROOM,
                      MessageId.create(),
                      by,
                      requests.now(),
                      RoomState.OPEN.version(),
                      Optional.of(RoomRules.of(RoomKind.ANNOUNCEMENT)),
                      List.of()))
              .join();
    } catch (CompletionException failure) {
      boolean isThere =
          failure.getCause() instanceof LogException refused
              && refused.reason() == LogException.Reason.ROOM_EXISTS;
      if (!isThere) {
        throw failure;
      }
    }
  }

  /** What others may write to would not be taken for the administrators' word for long. */
  private static void check(RoomState state) {
    if (state.kind() != RoomKind.ANNOUNCEMENT || state.owners() > 0) {
      throw Problem.of(
          Reason.ROOM_EXISTS,
          "others use the room '"
              + ROOM
              + "' for something else (expected: none, or one of the kind announcement without an"
              + " owner)");
    }
    if (state.rules().isPresent() && state.rules().get().archived()) {
      throw Problem.of(Reason.ROOM_ARCHIVED, "room '" + ROOM + "' is archived");
    }
  }
}
