package io.redfire.server.right;

import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Identity;
import io.redfire.core.account.Scope;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.RoomRules;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Callers, and changes of rooms, in few words. */
final class People {
  static final Instant NOW = Instant.parse("2026-11-24T04:00:00Z");

  private People() {}

  static Caller guest(String name) {
    return new Caller.Guest(name.isEmpty() ? Optional.empty() : Optional.of(new UserName(name)));
  }

  static Caller signedIn(String name) {
    return signedIn(name, EnumSet.allOf(Scope.class));
  }

  static Caller signedIn(String name, Set<Scope> scopes) {
    return new Caller.SignedIn(
        new Identity(
            new Account(new UserName(name), "", false, false, NOW),
            new AccountSession("s1", "0", "", false, scopes, NOW, NOW.plusSeconds(60))));
  }

  static NewGovernance rules(RoomName room, RoomRules rules) {
    return new NewGovernance(
        room, MessageId.create(), new UserName("root"), NOW, "", Optional.of(rules), List.of());
  }

  static NewGovernance part(RoomName room, String user, Part part) {
    return new NewGovernance(
        room,
        MessageId.create(),
        new UserName("root"),
        NOW,
        "",
        Optional.empty(),
        List.of(
            new PartChange(
                new UserName(user),
                MembershipAction.ROLE_CHANGED,
                part.role(),
                part.invited(),
                part.mutedUntil(),
                part.bannedUntil(),
                "")));
  }
}
