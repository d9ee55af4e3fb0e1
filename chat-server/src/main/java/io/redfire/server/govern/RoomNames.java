package io.redfire.server.govern;

import io.redfire.core.log.RoomName;
import io.redfire.core.member.RoomMembers;
import io.redfire.server.account.InvalidField;
import io.redfire.server.account.NameSkeleton;
import io.redfire.server.account.NewName;
import io.redfire.server.right.ReservedRoom;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules for the name of a room that somebody wants to create: it is what it seems to be, and
 * would not be taken for a room that was created before. Thread-safe.
 *
 * <p>Open rooms have names that nobody checked and that only those use who know them; neither they
 * nor direct rooms keep a name from being created.
 */
public final class RoomNames {
  private static final Set<String> RESERVED = skeletons(ReservedRoom.ANNOUNCEMENTS);

  private final RoomMembers members;

  /** Claims names there. */
  public RoomNames(RoomMembers members) {
    this.members = members;
  }

  /** Checks a name by itself; throws {@link Problem} where nobody may create it. */
  static void check(RoomName room) {
    if (room.value().startsWith("@")) {
      throw Problem.of(
          Reason.NAME_INVALID, "room", "begins with '@', as users' own rooms (expected: not so)");
    }
    if (ReservedRoom.is(room)) {
      throw Problem.of(
          Reason.NAME_RESERVED,
          "room",
          "'" + room + "' is for the administrators' announcements (expected: another name)");
    }
    try {
      NewName.check("room", room.value());
    } catch (InvalidField invalid) {
      throw Problem.of(Reason.NAME_INVALID, "room", invalid.complaint());
    }
    if (skeletons(room).stream().anyMatch(RESERVED::contains)) {
      throw confusable(room);
    }
  }

  /**
   * Takes a name, for good, so that no other that looks like it can be created; blocks on Redis.
   *
   * @throws Problem where it looks like one that was taken before
   */
  void claim(RoomName room) {
    if (!members.claimName(room, skeletons(room))) {
      throw confusable(room);
    }
  }

  /** Takes the name of a room that is there already, whatever it looks like; blocks on Redis. */
  public void keep(RoomName room) {
    if (room.users().isEmpty()) {
      var unused = members.claimName(room, skeletons(room));
    }
  }

  private static Set<String> skeletons(RoomName room) {
    return NameSkeleton.allOf(room.value()).stream()
        .map(NameSkeleton::digest)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Problem confusable(RoomName room) {
    return Problem.of(
        Reason.NAME_CONFUSABLE,
        "room",
        "'" + room + "' looks like the name of another room (expected: another name)");
  }
}
