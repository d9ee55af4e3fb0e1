package io.redfire.core.redis.member;

import io.redfire.core.log.Appended;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A room in which alice does what a test wants. */
final class MemberRoom implements AutoCloseable {
  private static final UserName ALICE = new UserName("alice");

  private final RoomName room;
  private final RedisMessageLog log;
  private String version = "";

  MemberRoom(RedisConnections connections, RedisKeys keys, RoomName room) {
    this.room = room;
    this.log = new RedisMessageLog(connections, keys, 0, 2, RedisObserver.NONE);
  }

  MessageLog log() {
    return log;
  }

  Appended append(NewEntry entry) {
    try {
      return log.append(entry).get(30, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError("not appended", failure);
    }
  }

  /** Makes the room alice's, with these as members, and tells its version. */
  String create(RoomRules rules, UserName... members) {
    PartChange owner = part(ALICE, MembershipAction.JOINED, Part.of(Role.OWNER));
    return govern(
        Optional.of(rules),
        Stream.concat(
                Stream.of(owner),
                Stream.of(members)
                    .map(user -> part(user, MembershipAction.JOINED, Part.of(Role.MEMBER))))
            .toList());
  }

  /** Changes parts, and tells the version after it. */
  String change(PartChange... parts) {
    return govern(Optional.empty(), List.of(parts));
  }

  private String govern(Optional<RoomRules> rules, List<PartChange> parts) {
    NewGovernance change =
        new NewGovernance(room, MessageId.create(), ALICE, Instant.now(), version, rules, parts);
    version = append(change).position().tag();
    return version;
  }

  static PartChange part(UserName user, MembershipAction action, Part part) {
    return new PartChange(
        user, action, part.role(), part.invited(), part.mutedUntil(), part.bannedUntil(), "");
  }

  /** Sends a message and tells its seq. */
  long say(UserName from, String text) {
    return say(from, MessageId.create(), text);
  }

  long say(UserName from, MessageId id, String text) {
    return append(new NewMessage(room, id, from, Instant.now(), text)).position().seq();
  }

  @Override
  public void close() {
    log.close();
  }
}
