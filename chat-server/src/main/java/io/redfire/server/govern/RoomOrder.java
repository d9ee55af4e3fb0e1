package io.redfire.server.govern;

import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.SetRoleRequest;
import io.redfire.core.account.Accounts;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.server.right.Action;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.time.Instant;
import java.util.Optional;

/**
 * Gives roles, kicks, bans and mutes. Thread-safe; blocks on Redis, and throws {@link Problem}
 * where something is refused.
 */
public final class RoomOrder {
  private final Governing governing;
  private final Requests requests;
  private final Accounts accounts;

  /** Makes changes by that way. */
  public RoomOrder(Governing governing, Requests requests, Accounts accounts) {
    this.governing = governing;
    this.requests = requests;
    this.accounts = accounts;
  }

  /** Gives a member another role. */
  public void setRole(Actor actor, SetRoleRequest request) {
    RoomName room = Requests.room(request.getRoom());
    UserName user = Requests.user(request.getUser());
    Role role = RoomFields.role(request.getRole());
    governing.make(
        actor,
        new Wish(
            room,
            Action.SET_ROLE,
            requests.id(request.getId()),
            Optional.of(user),
            (state, part, now) -> {
              Role before = part.role().orElseThrow(() -> Users.noMember(user));
              Owners.checkRole(room, state, part, role);
              return before == role ? Change.NONE : Change.of(Parts.role(user, part, role, now));
            }));
  }

  /** Kicks, bans, mutes, or lifts a ban or a mute. */
  public void moderate(Actor actor, ModerateMemberRequest request) {
    RoomName room = Requests.room(request.getRoom());
    UserName user = Requests.user(request.getUser());
    Measure measure = measure(request);
    governing.make(
        actor,
        new Wish(
            room,
            Action.MODERATE,
            requests.id(request.getId()),
            Optional.of(user),
            (state, part, now) -> {
              if (!actor.outranks(state.part(), part)) {
                throw Problem.of(
                    Reason.NOT_PERMITTED,
                    "'" + user + "' does not have a lower role in room '" + room + "'");
              }
              return measure
                  .on(user, part, now)
                  .map(
                      change ->
                          change.role().isEmpty()
                              ? Owners.without(room, state, part, change)
                              : Change.of(change))
                  .orElse(Change.NONE);
            }));
  }

  /** What is done to somebody. */
  private interface Measure {
    /** What becomes of the part; empty where nothing does. */
    Optional<PartChange> on(UserName user, Part part, Instant now);
  }

  private Measure measure(ModerateMemberRequest request) {
    String why = RoomFields.reason(request.getReason());
    Measure measure =
        switch (request.getAction()) {
          case MEMBERSHIP_ACTION_KICKED -> (user, part, now) -> kick(user, part, why, now);
          case MEMBERSHIP_ACTION_BANNED ->
              (user, part, now) -> ban(user, part, end(request, now), why, now);
          case MEMBERSHIP_ACTION_UNBANNED -> (user, part, now) -> unban(user, part, why, now);
          case MEMBERSHIP_ACTION_MUTED ->
              (user, part, now) -> mute(user, part, end(request, now), why);
          case MEMBERSHIP_ACTION_UNMUTED -> (user, part, now) -> unmute(user, part, why, now);
          default ->
              throw RoomFields.invalid(
                  "action", "another one (expected: kicked, banned, unbanned, muted or unmuted)");
        };
    checkLifetime(request);
    return measure;
  }

  private static void checkLifetime(ModerateMemberRequest request) {
    if (!request.hasLifetime()) {
      return;
    }
    switch (request.getAction()) {
      case MEMBERSHIP_ACTION_BANNED, MEMBERSHIP_ACTION_MUTED ->
          RoomFields.checkLifetime(request.getLifetime());
      default -> throw RoomFields.invalid("lifetime", "set (expected: for a ban or mute only)");
    }
  }

  private static Instant end(ModerateMemberRequest request, Instant now) {
    return request.hasLifetime() ? RoomFields.end(request.getLifetime(), now) : Instant.MAX;
  }

  private static Optional<PartChange> kick(UserName user, Part part, String why, Instant now) {
    if (part.role().isEmpty() && !part.invited()) {
      throw Users.noMember(user);
    }
    return Optional.of(
        Parts.out(user, part, MembershipAction.KICKED, part.bannedUntil(), why, now));
  }

  private Optional<PartChange> ban(
      UserName user, Part part, Instant until, String why, Instant now) {
    if (part.role().isEmpty()) {
      Users.require(accounts, user);
    }
    return Optional.of(Parts.out(user, part, MembershipAction.BANNED, until, why, now));
  }

  private static Optional<PartChange> unban(UserName user, Part part, String why, Instant now) {
    return part.isBanned(now)
        ? Optional.of(Parts.out(user, part, MembershipAction.UNBANNED, Instant.MIN, why, now))
        : Optional.empty();
  }

  private static Optional<PartChange> mute(UserName user, Part part, Instant until, String why) {
    if (part.role().isEmpty()) {
      throw Users.noMember(user);
    }
    return Optional.of(Parts.muted(user, part, MembershipAction.MUTED, until, why));
  }

  private static Optional<PartChange> unmute(UserName user, Part part, String why, Instant now) {
    return part.isMuted(now)
        ? Optional.of(Parts.muted(user, part, MembershipAction.UNMUTED, Instant.MIN, why))
        : Optional.empty();
  }
}
