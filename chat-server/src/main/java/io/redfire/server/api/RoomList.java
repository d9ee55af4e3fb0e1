package io.redfire.server.api;

import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.ListRoomsResponse;
import io.redfire.chat.v1.Room;
import io.redfire.core.account.Scope;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.server.right.Action;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Verdict;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.RoomMessages;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Lists the rooms that a caller may know of. Thread-safe; blocks on Redis.
 *
 * <p>It looks at {@value #MOST_LOOKED_AT} names at most and then answers with what it found, so
 * that a page of a server with very many rooms that are hidden, or not asked for, comes in time.
 */
final class RoomList {
  private static final int MOST_LOOKED_AT = 2000;
  private static final int BATCH = 200;

  private final MessageLog log;
  private final RoomMembers members;

  RoomList(MessageLog log, RoomMembers members) {
    this.log = log;
    this.members = members;
  }

  ListRoomsResponse page(Caller caller, ListRoomsRequest request, int size, Instant now) {
    if (!caller.has(Scope.READ)) {
      throw Verdict.scopeMissing(Scope.READ);
    }
    String query = folded(request.getQuery());
    Optional<UserName> user = caller instanceof Caller.SignedIn ? caller.user() : Optional.empty();
    RoomListPlace place = RoomListPlace.parse(request.getPageToken());
    ListRoomsResponse.Builder page = ListRoomsResponse.newBuilder();
    int looked = 0;
    while (page.getRoomsCount() < size && looked < MOST_LOOKED_AT) {
      int wanted = query.isEmpty() ? Math.min(BATCH, size - page.getRoomsCount()) : BATCH;
      List<RoomName> names = log.roomsFrom(place.passed(), wanted);
      Map<RoomName, RoomState> states = members.states(names, user);
      int end = looked + names.size();
      for (RoomName name : names) {
        if (page.getRoomsCount() == size) {
          break;
        }
        RoomState state = states.get(name);
        Optional<Room> shown =
            state != null && !place.isShown(name) && matches(name, state, query)
                ? room(caller, name, state, now)
                : Optional.empty();
        shown.ifPresent(page::addRooms);
        place = shown.isPresent() ? place.shown(name) : place.pass();
        looked++;
      }
      if (names.size() < wanted && looked == end) {
        return page.build();
      }
    }
    return page.setNextPageToken(place.token()).build();
  }

  private static boolean matches(RoomName name, RoomState state, String query) {
    return query.isEmpty()
        || folded(name.value()).contains(query)
        || state.rules().map(rules -> folded(rules.title()).contains(query)).orElse(false);
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The room as far as the caller may know of it; empty where it is hidden, or no room at all. */
  private Optional<Room> room(Caller caller, RoomName name, RoomState state, Instant now) {
    Problem refused = Verdict.decide(caller, Action.READ, name, state, now);
    if (refused != null && refused.reason() == Reason.ROOM_NOT_FOUND) {
      return Optional.empty();
    }
    Optional<Bounds> bounds = Optional.empty();
    if (refused == null) {
      try {
        bounds = Optional.of(log.bounds(name));
      } catch (LogException failure) {
        if (failure.reason() == LogException.Reason.NOT_A_LOG) {
          return Optional.empty();
        }
        throw Problem.of(failure);
      }
    }
    return Optional.of(RoomMessages.room(name, Verdict.kind(name, state), state.rules(), bounds));
  }
}
