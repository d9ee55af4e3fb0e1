package io.redfire.server.presence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.redfire.core.log.LogException;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.server.limit.Asking;
import io.redfire.server.right.Action;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Says who may see whether whom is there: everybody themselves, and who is a member of the same
 * room. Thread-safe; never blocks.
 *
 * <p>The rooms that are noted for both are only where to look: whether both are members the rooms
 * say, and for the caller the authority, as on every other path. All users of a question are asked
 * about together.
 */
final class PresenceSight {
  /** So many rooms of a user are asked at once; mostly the first one answers. */
  private static final int AT_ONCE = 16;

  /** Names of rooms that are remembered, of all users together. */
  private static final int MOST_NOTED = 500_000;

  private final RoomMembers members;
  private final Authority authority;
  private final Executor blocking;

  /** Where to look for users: whoever is watched by many is so for all of them at once. */
  private final Cache<UserName, List<RoomName>> noted =
      Caffeine.newBuilder()
          .maximumWeight(MOST_NOTED)
          .weigher((UserName user, List<RoomName> rooms) -> 1 + rooms.size())
          .expireAfterWrite(Duration.ofSeconds(1))
          .build();

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
    Set<UserName> others = new HashSet<>(users);
    Set<UserName> seen = new HashSet<>();
    if (others.remove(self)) {
      seen.add(self);
    }
    if (others.isEmpty()) {
      return CompletableFuture.completedFuture(seen);
    }
    return Asking.on(blocking, () -> inCommon(self, others))
        .thenCompose(open -> look(caller, open, seen));
  }

  /** The rooms that are noted for the caller and the others, who are not left out; blocks. */
  private Map<UserName, Queue<RoomName>> inCommon(UserName self, Set<UserName> others) {
    // Those of the caller as they are now: a room that the caller just came to may be all.
    Set<RoomName> own = new HashSet<>(members.rooms(self));
    Map<UserName, List<RoomName>> known = new HashMap<>(noted.getAllPresent(others));
    Set<UserName> unknown = new HashSet<>(others);
    unknown.removeAll(known.keySet());
    if (!unknown.isEmpty()) {
      Map<UserName, List<RoomName>> found = members.rooms(unknown);
      demand(found.keySet().containsAll(unknown));
      noted.putAll(found);
      known.putAll(found);
    }
    Map<UserName, Queue<RoomName>> inCommon = new HashMap<>();
    known.forEach(
        (user, rooms) ->
            inCommon.put(
                user,
                rooms.stream()
                    .filter(own::contains)
                    .collect(Collectors.toCollection(ArrayDeque::new))));
    return inCommon;
  }

  /** Who cannot be asked about must not seem to be somebody whom the caller may not see. */
  private static void demand(boolean answered) {
    if (!answered) {
      throw new LogException(
          LogException.Reason.UNAVAILABLE, "some rooms could not be asked about", null);
    }
  }

  /** Goes on until each is seen, or has no room left to look in. */
  private CompletableFuture<Set<UserName>> look(
      Caller caller, Map<UserName, Queue<RoomName>> open, Set<UserName> seen) {
    open.values().removeIf(Collection::isEmpty);
    if (open.isEmpty()) {
      return CompletableFuture.completedFuture(seen);
    }
    Map<RoomName, Set<UserName>> next = new HashMap<>();
    open.forEach(
        (user, rooms) -> {
          for (int i = 0; i < AT_ONCE && !rooms.isEmpty(); i++) {
            next.computeIfAbsent(rooms.remove(), room -> new HashSet<>()).add(user);
          }
        });
    return Asking.on(blocking, () -> membersOf(next))
        .thenCompose(found -> allowed(caller, found))
        .thenCompose(
            found -> {
              seen.addAll(found);
              open.keySet().removeAll(found);
              return look(caller, open, seen);
            });
  }

  /** Those of them who are members; rooms of nobody are left out. Blocks. */
  private Map<RoomName, Set<UserName>> membersOf(Map<RoomName, Set<UserName>> users) {
    Map<RoomName, Map<UserName, RoomState>> states = members.states(users);
    demand(states.keySet().containsAll(users.keySet()));
    Map<RoomName, Set<UserName>> found = new HashMap<>();
    states.forEach(
        (room, each) ->
            each.forEach(
                (user, state) -> {
                  if (isMember(room, state, user)) {
                    found.computeIfAbsent(room, name -> new HashSet<>()).add(user);
                  }
                }));
    return found;
  }

  private CompletableFuture<Set<UserName>> allowed(
      Caller caller, Map<RoomName, Set<UserName>> found) {
    UserName self = caller.user().orElseThrow();
    List<CompletableFuture<Set<UserName>>> asked =
        found.entrySet().stream()
            .map(
                room ->
                    isIn(caller, self, room.getKey())
                        .thenApply(isIn -> isIn ? room.getValue() : Set.<UserName>of()))
            .toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            all ->
                asked.stream().flatMap(users -> users.join().stream()).collect(Collectors.toSet()));
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
  private static boolean isMember(RoomName room, RoomState state, UserName user) {
    return state.rules().isPresent()
        && (state.part().role().isPresent() || room.users().contains(user));
  }
}
