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
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Lets users into rooms and out of them. Thread-safe; blocks on Redis, and throws {@link Problem}
 * where something is refused.
 */
public final class RoomMoves {
  private static final Duration USUAL = Duration.ofDays(7);
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final int MOST_USES = 10_000;

  /** What would tell something of a room to whoever only has a code. */
  private static final Set<Reason> TELLING =
      EnumSet.of(
          Reason.ROOM_NOT_FOUND,
          Reason.ROOM_EXISTS,
          Reason.ROOM_ARCHIVED,
          Reason.BANNED,
          Reason.NOT_A_MEMBER,
          Reason.NOT_PERMITTED);

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
      join(actor, room, Action.JOIN, id, () -> {});
      return room;
    }
    if (request.getRoom().isEmpty()) {
      return joinWhereverItLeads(actor, id, request.getCode());
    }
    RoomName room = Requests.room(request.getRoom());
    if (mayJoin(actor, room).part().role().isEmpty()) {
      String digest = digest(request.getCode());
      Invite invite = invite(digest);
      if (!invite.room().equals(room)) {
        throw Verdict.codeInvalid();
      }
      joinByCode(actor, invite, id, digest);
    }
    return room;
  }

  /** Whoever may not come in in any case takes no use of a code, and hears nothing by trying. */
  private static RoomState mayJoin(Actor actor, RoomName room) {
    try {
      return actor.require(Action.JOIN_BY_CODE, room);
    } catch (Problem refused) {
      throw refused.reason() == Reason.ROOM_ARCHIVED ? Verdict.codeInvalid() : refused;
    }
  }

  /** Where the room is not named, nothing of it is told to whoever does not come in. */
  private RoomName joinWhereverItLeads(Actor actor, Optional<MessageId> id, String code) {
    // First, since guests hear that they are, of whatever code.
    var unused = actor.user();
    String digest = digest(code);
    Invite invite = invite(digest);
    try {
      joinByCode(actor, invite, id, digest);
    } catch (Problem refused) {
      throw TELLING.contains(refused.reason()) ? Verdict.codeInvalid() : refused;
    }
    return invite.room();
  }

  private static String digest(String code) {
    try {
      return OneTimeCode.parse(code).digest();
    } catch (InvalidField invalid) {
      throw Verdict.codeInvalid();
    }
  }

  private Invite invite(String digest) {
    return members.findInvite(digest).orElseThrow(Verdict::codeInvalid);
  }

  /** Whether the one who made the code could still make it. */
  private boolean isStillMeant(Invite invite) {
    RoomState state = members.state(invite.room(), Optional.of(invite.from()));
    return Verdict.allows(Action.MAKE_INVITE, invite.room(), state, requests.now())
        && accounts.find(invite.from()).filter(account -> !account.disabled()).isPresent();
  }

  /** A use is taken last, when nothing else is left that could refuse. */
  private void joinByCode(Actor actor, Invite invite, Optional<MessageId> id, String digest) {
    // The same in every attempt at this change, so that it takes one use.
    String taker = actor.user() + ":" + id.orElseGet(MessageId::create);
    join(
        actor,
        invite.room(),
        Action.JOIN_BY_CODE,
        id,
        () -> {
          if (!isStillMeant(invite) || members.takeInvite(digest, taker).isEmpty()) {
            throw Verdict.codeInvalid();
          }
        });
  }

  /**
   * @param entitled what is done once all else allows it; refuses as a decision does
   */
  private void join(
      Actor actor, RoomName room, Action action, Optional<MessageId> id, Runnable entitled) {
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
              entitled.run();
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
            (state, part, now) ->
                Owners.without(
                    room,
                    state,
                    part,
                    Parts.out(actor.user(), part, MembershipAction.LEFT, Instant.MIN, "", now))));
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
              if (part.role().isPresent() || part.invited()) {
                return Change.NONE;
              }
              quota.invite(user);
              return Change.of(Parts.invited(user, part, now));
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
    quota.makeCode(actor.user());
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
