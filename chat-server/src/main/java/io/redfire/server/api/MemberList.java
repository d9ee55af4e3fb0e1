package io.redfire.server.api;

import io.redfire.chat.v1.ListMembersRequest;
import io.redfire.chat.v1.ListMembersResponse;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.MemberPage;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.Role;
import io.redfire.server.right.Action;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import io.redfire.server.wire.RoomMessages;
import io.redfire.server.wire.Waiting;
import java.time.Instant;

/** Lists the members of rooms. Thread-safe; blocks on Redis. */
final class MemberList {
  private static final int DEFAULT_PAGE = 50;
  private static final String TOKEN = "[1-9][0-9]{0,19}";

  private final Authority authority;
  private final RoomMembers members;

  MemberList(Authority authority, RoomMembers members) {
    this.authority = authority;
    this.members = members;
  }

  ListMembersResponse page(Caller caller, ListMembersRequest request, Instant now) {
    RoomName room = Requests.room(request.getRoom());
    String token = request.getPageToken();
    RoomState state = mayList(caller, room);
    boolean keepsOrder =
        state.part().role().map(role -> role.isAtLeast(Role.MODERATOR)).orElse(false);
    checkToken(token);
    MemberPage page = members.members(room, token, size(request.getPageSize()));
    ListMembersResponse.Builder list =
        ListMembersResponse.newBuilder().setNextPageToken(page.next());
    page.parts()
        .forEach(
            (user, part) -> {
              if (isShown(part, keepsOrder, now)) {
                list.addMembers(RoomMessages.member(user, part, keepsOrder, now));
              }
            });
    return list.build();
  }

  private RoomState mayList(Caller caller, RoomName room) {
    return Waiting.on(authority.authorize(caller, Action.LIST_MEMBERS, room));
  }

  /** Who has left with a mute is known to the room and no part of the list. */
  private static boolean isShown(Part part, boolean bans, Instant now) {
    return part.role().isPresent() || part.invited() || (bans && part.isBanned(now));
  }

  /** How many are read for one page. */
  static int size(int asked) {
    long wanted = Integer.toUnsignedLong(asked);
    return wanted == 0 ? DEFAULT_PAGE : (int) Math.min(wanted, Limit.PAGE);
  }

  static void checkToken(String token) {
    if (token.isEmpty()) {
      return;
    }
    try {
      if (token.matches(TOKEN) && Long.parseUnsignedLong(token) != 0) {
        return;
      }
    } catch (NumberFormatException tooLarge) {
      throw unknown();
    }
    throw unknown();
  }

  private static Problem unknown() {
    return Problem.of(Reason.CURSOR_INVALID, "page_token", "not one that this service gave out");
  }
}
