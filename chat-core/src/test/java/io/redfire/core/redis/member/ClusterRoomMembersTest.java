package io.redfire.core.redis.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.MessageId;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.InboxRow;
import io.redfire.core.member.Invite;
import io.redfire.core.member.Part;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.testing.ClusterRedis;
import io.redfire.testing.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rooms with members that several servers hold. */
class ClusterRoomMembersTest {
  private static final UserName BOB = new UserName("bob");

  private static ClusterRedis redis;

  private final RedisKeys keys = new RedisKeys("test-" + MessageId.create().value() + "-");

  @BeforeAll
  static void start() {
    redis = ClusterRedis.start("cluster-require-full-coverage no");
  }

  @AfterAll
  static void end() {
    redis.close();
  }

  private static RedisConnections connections() {
    String seeds = redis.seeds().stream().map(Object::toString).collect(Collectors.joining(","));
    return new RedisConnections(
        RedisAddress.parse("redis+cluster://" + seeds, Optional.empty()),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3));
  }

  @Test
  void roomsOfAllServersAreAskedTogetherAndMissedWhereOneIsAway() {
    List<RoomName> rooms = IntStream.range(10, 40).mapToObj(i -> new RoomName("room" + i)).toList();
    try (RedisRoomMembers members = new RedisRoomMembers(connections(), keys, 4)) {
      for (RoomName name : rooms) {
        try (MemberRoom room = new MemberRoom(connections(), keys, name)) {
          room.create(RoomRules.of(RoomKind.PRIVATE), BOB);
          room.say(new UserName("alice"), "hello @bob");
          Part muted = new Part(Optional.of(Role.MEMBER), false, Instant.MAX, Instant.MIN);
          room.change(MemberRoom.part(BOB, MembershipAction.MUTED, muted));
        }
        members.addRoom(BOB, name);
      }
      assertThat(members.rooms(BOB)).containsExactlyElementsOf(rooms);
      List<InboxRow> rows = members.inbox(BOB, rooms);
      assertThat(rows).extracting(InboxRow::room).containsExactlyElementsOf(rooms);
      assertThat(rows)
          .allSatisfy(
              row -> {
                assertThat(row.unread()).isEqualTo(1);
                assertThat(row.mentioned()).isTrue();
                assertThat(row.lastMessage()).isPresent();
                assertThat(row.state().part().mutedUntil()).isEqualTo(Instant.MAX);
              });
      RoomName first = rooms.get(0);
      assertThat(members.markRead(first, BOB, 99, false).read()).isEqualTo(5);
      members.addInvite("d", new Invite(first, BOB, Instant.now().plusSeconds(60), 1));
      assertThat(members.takeInvite("d")).isPresent();
      assertThat(members.members(first, "", 10).parts()).hasSize(2);
      assertThat(rooms.stream().map(room -> redis.ownerOf(keys.log(room))).distinct()).hasSize(3);

      RedisServer away = redis.ownerOf(keys.log(first));
      List<RoomName> elsewhere =
          rooms.stream().filter(room -> !redis.ownerOf(keys.log(room)).equals(away)).toList();
      redis.replicaOf(away).kill9();
      away.pause();
      assertThat(members.states(rooms, Optional.of(BOB))).containsOnlyKeys(elsewhere);
    }
  }
}
