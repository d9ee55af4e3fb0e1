package io.redfire.server.presence;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.server.limit.Asking;
import io.redfire.server.right.Action;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Problem;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says who may see whether whom is there: everybody themselves, and who is a member of the same
 * room. Thread-safe; never blocks.
 *
 * <p>The rooms that are noted for both are only where to look: whether both are members the rooms
 * say, and for the caller the authority, as on every other path.
 */
final class PresenceSight {
  /** Among so many rooms that two users have in common one is looked for that lets them see. */
  private static final int MOST_COMMON = 16;

  private final RoomMembers members;
  private final Authority authority;
  private final Executor blocking;

  PresenceSight(RoomMembers members, Authority authority, Executor blocking) {
    this.members = members;
    this.authority = authority;
    this.blocking = blocking;
  }

  /**
   * Whom of them the caller may see.
   *
   * @return ends on any thread, with a failure where the store does not answer
   */
  CompletableFuture<Set<UserName>> seenBy(Caller caller, Collection<UserName> users) {
    UserName self = caller.user().orElseThrow();
    return Asking.on(blocking, () -> inCommon(self, users))
        .thenCompose(rooms -> allowed(caller, rooms))
        .thenApply(
            seen -> {
              if (users.contains(self)) {
                seen.add(self);
              }
              return seen;
            });
  }

  /** The rooms that are noted for the caller and of which the others are members; blocks. */
  private Map<UserName, List<RoomName>> inCommon(UserName self, Collection<UserName> users) {
    Set<RoomName> own = new HashSet<>(members.rooms(self));
    Map<UserName, List<RoomName>> inCommon = new HashMap<>();
    for (UserName user : users) {
      if (!user.equals(self)) {
        List<RoomName> noted =
            members.rooms(user).stream().filter(own::contains).limit(MOST_COMMON).toList();
        Map<RoomName, RoomState> states =
            noted.isEmpty() ? Map.of() : members.states(noted, Optional.of(user));
        inCommon.put(
            user, noted.stream().filter(room -> isMember(room, states.get(room), user)).toList());
      }
    }
    return inCommon;
  }

  private CompletableFuture<Set<UserName>> allowed(
      Caller caller, Map<UserName, List<RoomName>> inCommon) {
    UserName self = caller.user().orElseThrow();
    Map<RoomName, CompletableFuture<Boolean>> asked =
        inCommon.values().stream()
            .flatMap(List::stream)
            .distinct()
            .collect(Collectors.toMap(room -> room, room -> isIn(caller, self, room)));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(
            all -> {
              Set<RoomName> allowed = new HashSet<>();
              asked.forEach(
                  (room, answer) -> {
                    if (answer.join()) {
                      allowed.add(room);
                    }
                  });
              Set<UserName> seen = new HashSet<>();
              inCommon.forEach(
                  (user, rooms) -> {
                    if (rooms.stream().anyMatch(allowed::contains)) {
                      seen.add(user);
                    }
                  });
              return seen;
            });
  }

  private CompletableFuture<Boolean> isIn(Caller caller, UserName self, RoomName room) {
    return authority
        .authorize(caller, Action.LIST_MEMBERS, room)
        .thenApply(state -> isMember(room, state, self))
        .exceptionallyCompose(
            failure ->
                Problem.from(failure).mayPass()
                    ? CompletableFuture.failedFuture(failure)
                    : CompletableFuture.completedFuture(false));
  }

  /** Of a direct room its name says so, once it was opened. */
  private static boolean isMember(RoomName room, @Nullable RoomState state, UserName user) {
    return state != null
        && state.rules().isPresent()
        && (state.part().role().isPresent() || room.users().contains(user));
  }
}
