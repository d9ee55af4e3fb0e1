package io.redfire.server.govern;

import io.redfire.chat.v1.CreateInviteRequest;
import io.redfire.chat.v1.CreateInviteResponse;
import io.redfire.chat.v1.InviteUserRequest;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.LeaveRoomRequest;
import io.redfire.core.account.Accounts;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Invite;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.server.account.InvalidField;
import io.redfire.server.account.OneTimeCode;
import io.redfire.server.right.Action;
import io.redfire.server.right.Verdict;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets users into rooms and out of them. Thread-safe; blocks on Redis, and throws {@link Problem}
 * where something is refused.
 */
public final class RoomMoves {
  private static final Duration USUAL = Duration.ofDays(7);
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final int MOST_USES = 10_000;

  private final Governing governing;
  private final Requests requests;
  private final Accounts accounts;
  private final RoomMembers members;
  private final RoomQuota quota;

  /** Makes changes by that way. */
  public RoomMoves(
      Governing governing,
      Requests requests,
      Accounts accounts,
      RoomMembers members,
      RoomQuota quota) {
    this.governing = governing;
    this.requests = requests;
    this.accounts = accounts;
    this.members = members;
    this.quota = quota;
  }

  /** Joins; tells which room, which a code may know alone. */
  public RoomName join(Actor actor, JoinRoomRequest request) {
    Optional<MessageId> id = requests.id(request.getId());
    if (request.getCode().isEmpty()) {
      RoomName room = Requests.room(request.getRoom());
      join(actor, room, Action.JOIN, id);
      return room;
    }
    Optional<RoomName> named =
        request.getRoom().isEmpty()
            ? Optional.empty()
            : Optional.of(Requests.room(request.getRoom()));
    if (named.isPresent() && mayJoin(actor, named.get()).part().role().isPresent()) {
      return named.get();
    }
    RoomName room = take(actor.user(), id, request.getCode()).room();
    if (!named.map(room::equals).orElse(true)) {
      throw Verdict.codeInvalid();
    }
    try {
      join(actor, room, Action.JOIN_BY_CODE, id);
    } catch (Problem refused) {
      throw ofCode(refused);
    }
    return room;
  }

  /** Whoever may not come in in any case takes no use of a code, and hears nothing by trying. */
  private static RoomState mayJoin(Actor actor, RoomName room) {
    try {
      return actor.require(Action.JOIN_BY_CODE, room);
    } catch (Problem refused) {
      throw ofCode(refused);
    }
  }

  /** That a code is of an archived room is not told: it lets nobody in, as a wrong one. */
  private static Problem ofCode(Problem refused) {
    return refused.reason() == Reason.ROOM_ARCHIVED ? Verdict.codeInvalid() : refused;
  }

  private Invite take(UserName user, Optional<MessageId> id, String text) {
    OneTimeCode code;
    try {
      code = OneTimeCode.parse(text);
    } catch (InvalidField invalid) {
      throw Verdict.codeInvalid();
    }
    return members
        .takeInvite(code.digest(), user + ":" + id.orElseGet(MessageId::create))
        .orElseThrow(Verdict::codeInvalid);
  }

  private void join(Actor actor, RoomName room, Action action, Optional<MessageId> id) {
    governing.make(
        actor,
        new Wish(
            room,
            action,
            id,
            Optional.empty(),
            (state, part, now) -> {
              if (part.role().isPresent()) {
                return Change.NONE;
              }
              quota.join(actor.user());
              return Change.of(Parts.joined(actor.user(), part, Role.MEMBER, now));
            }));
  }

  /** Leaves, or declines an invitation. */
  public void leave(Actor actor, LeaveRoomRequest request) {
    RoomName room = Requests.room(request.getRoom());
    governing.make(
        actor,
        new Wish(
            room,
            Action.LEAVE,
            requests.id(request.getId()),
            Optional.empty(),
            (state, part, now) -> {
              Owners.checkStays(room, state, part);
              return Change.of(
                  Parts.out(actor.user(), part, MembershipAction.LEFT, Instant.MIN, "", now));
            }));
  }

  /** Invites a user. */
  public void invite(Actor actor, InviteUserRequest request) {
    RoomName room = Requests.room(request.getRoom());
    UserName user = Requests.user(request.getUser());
    governing.make(
        actor,
        new Wish(
            room,
            Action.INVITE,
            requests.id(request.getId()),
            Optional.of(user),
            (state, part, now) -> {
              Users.require(accounts, user);
              if (part.isBanned(now)) {
                throw Problem.of(
                    Reason.NOT_PERMITTED,
                    "'" + user + "' is banned from room '" + room + "' (lift the ban first)");
              }
              return part.role().isPresent() || part.invited()
                  ? Change.NONE
                  : Change.of(Parts.invited(user, part, now));
            }));
  }

  /** Makes a code that lets people in. */
  public CreateInviteResponse createInvite(Actor actor, CreateInviteRequest request) {
    RoomName room = Requests.room(request.getRoom());
    Duration lifetime = lifetime(request);
    long uses = Math.max(1, Integer.toUnsignedLong(request.getUses()));
    if (uses > MOST_USES) {
      throw RoomFields.invalid("uses", uses + " (expected: at most " + MOST_USES + ")");
    }
    var unused = actor.require(Action.MAKE_INVITE, room);
    OneTimeCode code = OneTimeCode.create();
    Instant end = requests.now().plus(lifetime);
    members.addInvite(code.digest(), new Invite(room, actor.user(), end, (int) uses));
    return CreateInviteResponse.newBuilder()
        .setCode(code.text())
        .setExpiresAt(Events.timestamp(end))
        .build();
  }

  private static Duration lifetime(CreateInviteRequest request) {
    if (!request.hasLifetime()) {
      return USUAL;
    }
    com.google.protobuf.Duration told = request.getLifetime();
    if (told.getSeconds() < SHORTEST.toSeconds()
        || told.getSeconds() > LONGEST.toSeconds()
        || told.getNanos() != 0) {
      throw RoomFields.invalid(
          "lifetime",
          told.getSeconds()
              + " s (expected: whole seconds, a minute to "
              + LONGEST.toDays()
              + " days)");
    }
    return Duration.ofSeconds(told.getSeconds());
  }
}
