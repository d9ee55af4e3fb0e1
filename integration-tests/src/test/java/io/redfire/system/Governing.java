package io.redfire.system;

import io.redfire.core.log.Appended;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Changes of one room's rules and members, past all nodes. For the test's own thread. */
final class Governing implements AutoCloseable {
  private static final UserName ROOT = new UserName("root");

  private final RedisMessageLog log;
  private final RoomName room;
  private String version = "";

  Governing(Nodes nodes, String room) {
    this.log = nodes.openLog();
    this.room = new RoomName(room);
  }

  /** Creates the room, with members; the seq of the last entry of it. */
  long create(RoomRules rules, String... members) {
    List<PartChange> parts = new ArrayList<>();
    parts.add(part(ROOT.value(), MembershipAction.JOINED, Optional.of(Role.OWNER)));
    for (String member : members) {
      parts.add(part(member, MembershipAction.JOINED, Optional.of(Role.MEMBER)));
    }
    return append(Optional.of(rules), parts);
  }

  /** Changes the rules; the seq of the entry. */
  long rules(RoomRules rules) {
    return append(Optional.of(rules), List.of());
  }

  /** Gives a user a role, or none; the seq of the entry. */
  long role(String user, MembershipAction action, Optional<Role> role) {
    return append(Optional.empty(), List.of(part(user, action, role)));
  }

  private static PartChange part(String user, MembershipAction action, Optional<Role> role) {
    return new PartChange(new UserName(user), action, role, false, Instant.MIN, Instant.MIN, "");
  }

  private long append(Optional<RoomRules> rules, List<PartChange> parts) {
    Appended appended =
        log.append(
                new NewGovernance(
                    room, MessageId.create(), ROOT, Instant.now(), version, rules, parts))
            .join();
    version = appended.position().tag();
    return appended.position().seq();
  }

  @Override
  public void close() {
    log.close();
  }
}
