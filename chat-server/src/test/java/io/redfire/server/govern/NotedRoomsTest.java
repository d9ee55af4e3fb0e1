package io.redfire.server.govern;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.member.RedisRoomMembers;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.testing.TestRedis;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that note rooms for the same user at once. */
class NotedRoomsTest {
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob");
  private static final RoomName ROOM = new RoomName("room");

  private final RedisConnections redis = TestRedis.shared().connections();
  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final Clock clock = Clock.systemUTC();
  private final RedisMessageLog log = new RedisMessageLog(redis, keys, 0, 2, RedisObserver.NONE);
  private final RedisRoomMembers members = new RedisRoomMembers(redis, keys, 2);
  private final NotedRooms other = new NotedRooms(log, members, clock);
  private String version = "";
  private @Nullable Runnable meanwhile;

  /** One that another node comes before when it is about to note something. */
  private final NotedRooms slow = new NotedRooms(log, slow(), clock);

  @BeforeEach
  void create() {
    govern(Optional.of(RoomRules.of(RoomKind.PUBLIC)), ALICE, Optional.of(Role.OWNER));
  }

  @AfterEach
  void close() {
    log.close();
    members.close();
  }

  @Test
  void aRoomComesAndGoes() {
    bobIs(Optional.of(Role.MEMBER));
    other.settle(ROOM, BOB, true);
    assertThat(members.rooms(BOB)).containsExactly(ROOM);
    other.settle(ROOM, BOB, false);
    bobIs(Optional.empty());
    other.settle(ROOM, BOB, true);
    other.settle(ROOM, BOB, true);
    assertThat(members.rooms(BOB)).isEmpty();
    assertThat(notices()).containsExactly("ROOM_ADDED", "ROOM_REMOVED");
  }

  @Test
  void whoIsPutOutWhileTheJoiningIsNotedIsOut() {
    bobIs(Optional.of(Role.MEMBER));
    meanwhile =
        () -> {
          bobIs(Optional.empty());
          other.settle(ROOM, BOB, true);
        };
    slow.settle(ROOM, BOB, true);
    assertThat(members.rooms(BOB)).isEmpty();
    assertThat(notices()).endsWith("ROOM_REMOVED");
  }

  @Test
  void whoComesBackWhileTheLeavingIsNotedIsIn() {
    bobIs(Optional.of(Role.MEMBER));
    other.settle(ROOM, BOB, true);
    bobIs(Optional.empty());
    meanwhile =
        () -> {
          bobIs(Optional.of(Role.MEMBER));
          other.settle(ROOM, BOB, true);
        };
    slow.settle(ROOM, BOB, true);
    assertThat(members.rooms(BOB)).containsExactly(ROOM);
    assertThat(notices()).endsWith("ROOM_ADDED");
  }

  @Test
  void whatIsMendedForSomebodyWhoIsOutByNowIsTakenBack() {
    other.mend(ROOM, BOB);
    assertThat(members.rooms(BOB)).isEmpty();
    bobIs(Optional.of(Role.MEMBER));
    other.mend(ROOM, BOB);
    other.mend(ROOM, BOB);
    assertThat(members.rooms(BOB)).containsExactly(ROOM);
    assertThat(notices()).endsWith("ROOM_ADDED").hasSize(2);
  }

  private RoomMembers slow() {
    return (RoomMembers)
        Proxy.newProxyInstance(
            NotedRoomsTest.class.getClassLoader(),
            new Class<?>[] {RoomMembers.class},
            (self, method, arguments) -> {
              Runnable first = meanwhile;
              boolean writes =
                  method.getName().equals("addRoom") || method.getName().equals("removeRoom");
              if (writes && first != null) {
                meanwhile = null;
                first.run();
              }
              return method.invoke(members, arguments);
            });
  }

  private void bobIs(Optional<Role> role) {
    govern(Optional.empty(), BOB, role);
  }

  private void govern(Optional<RoomRules> rules, UserName user, Optional<Role> role) {
    PartChange part =
        new PartChange(
            user,
            role.isPresent() ? MembershipAction.JOINED : MembershipAction.KICKED,
            role,
            Part.NONE.invited(),
            Instant.MIN,
            Instant.MIN,
            "");
    version =
        log.append(
                new NewGovernance(
                    ROOM, MessageId.create(), ALICE, Instant.now(), version, rules, List.of(part)))
            .join()
            .position()
            .tag();
  }

  private List<String> notices() {
    return log.readAfter(RoomName.ownOf(BOB), Position.ORIGIN, 100).entries().stream()
        .map(Entry::content)
        .map(content -> ((Content.Notice) content).kind().name())
        .toList();
  }
}
