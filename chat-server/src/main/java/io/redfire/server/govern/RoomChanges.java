package io.redfire.server.govern;

import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.OpenDirectRoomRequest;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.core.account.Accounts;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.right.Action;
import io.redfire.server.right.ReservedRoom;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Creates rooms and changes their rules. Thread-safe; blocks on Redis, and throws {@link Problem}
 * where something is refused.
 */
public final class RoomChanges {
  private final Governing governing;
  private final Requests requests;
  private final Accounts accounts;
  private final RoomQuota quota;
  private final RoomNames names;

  /** Makes changes by that way. */
  public RoomChanges(
      Governing governing, Requests requests, Accounts accounts, RoomQuota quota, RoomNames names) {
    this.governing = governing;
    this.requests = requests;
    this.accounts = accounts;
    this.quota = quota;
    this.names = names;
  }

  /** Creates a room that the actor owns. */
  public RoomName create(Actor actor, CreateRoomRequest request) {
    RoomName room = Requests.room(request.getRoom());
    RoomNames.check(room);
    RoomRules rules = RoomFields.rules(request.getRules());
    Optional<MessageId> id = requests.id(request.getId());
    governing.make(
        actor,
        new Wish(
            room,
            Action.CREATE,
            id,
            Optional.empty(),
            (state, part, now) -> {
              UserName user = actor.user();
              quota.join(user);
              quota.create(user);
              names.claim(room);
              return new Change(
                  Optional.of(rules), List.of(Parts.joined(user, part, Role.OWNER, now)));
            }));
    return room;
  }

  /** The direct room of the actor and another user, created where it does not exist. */
  public RoomName openDirect(Actor actor, OpenDirectRoomRequest request) {
    UserName user = actor.user();
    UserName other = Requests.user(request.getUser());
    if (other.equals(user)) {
      throw RoomFields.invalid("user", "oneself (expected: another user)");
    }
    Optional<MessageId> id = requests.id(request.getId());
    RoomName room = RoomName.directOf(user, other);
    try {
      governing.make(
          actor,
          new Wish(
              room,
              Action.CREATE,
              id,
              Optional.of(other),
              (state, part, now) -> {
                Users.require(accounts, other);
                quota.join(user);
                quota.create(user);
                return new Change(
                    Optional.of(RoomRules.of(RoomKind.DIRECT)),
                    List.of(
                        Parts.joined(user, Part.NONE, Role.MEMBER, now),
                        Parts.joined(other, Part.NONE, Role.MEMBER, now)));
              }));
    } catch (Problem refused) {
      if (refused.reason() != Reason.ROOM_EXISTS) {
        throw refused;
      }
      governing.settle(room, user, false);
      governing.settle(room, other, false);
    }
    return room;
  }

  /** Changes what the request sets. */
  public RoomName update(Actor actor, UpdateRoomRequest request) {
    RoomName room = Requests.room(request.getRoom());
    Optional<MessageId> id = requests.id(request.getId());
    boolean describes =
        !request.hasArchived()
            && !request.hasRetain()
            && !request.hasSlowMode()
            && !request.hasKind();
    updated(RoomRules.of(RoomKind.PUBLIC), request);
    governing.make(
        actor,
        new Wish(
            room,
            describes ? Action.DESCRIBE : Action.SET_RULES,
            id,
            Optional.empty(),
            (state, part, now) -> {
              RoomRules before =
                  state
                      .rules()
                      .filter(rules -> rules.kind() != RoomKind.DIRECT)
                      .orElseThrow(() -> unruled(room));
              RoomRules after = updated(before, request);
              if (after.equals(before)) {
                return Change.NONE;
              }
              // Only an administrator comes here: members would be without an owner again.
              return Owners.isReopened(state, after) && !ReservedRoom.is(room)
                  ? Change.of(after, Parts.joined(actor.user(), part, Role.OWNER, now))
                  : Change.of(after);
            }));
    return room;
  }

  private static Problem unruled(RoomName room) {
    return Problem.of(
        Reason.NOT_PERMITTED, "room '" + room + "' has no rules that could be changed");
  }

  private static RoomRules updated(RoomRules before, UpdateRoomRequest request) {
    RoomKind kind = request.hasKind() ? RoomFields.kind("kind", request.getKind()) : before.kind();
    String title =
        request.hasTitle() ? RoomFields.title("title", request.getTitle()) : before.title();
    String topic =
        request.hasTopic() ? RoomFields.topic("topic", request.getTopic()) : before.topic();
    boolean archived = request.hasArchived() ? request.getArchived() : before.archived();
    long retain =
        request.hasRetain() ? RoomFields.retain("retain", request.getRetain()) : before.retain();
    Duration slowMode =
        request.hasSlowMode()
            ? RoomFields.slowMode("slow_mode", request.getSlowMode())
            : before.slowMode();
    return new RoomRules(kind, title, topic, archived, retain, slowMode);
  }
}
