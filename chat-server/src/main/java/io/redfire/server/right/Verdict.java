package io.redfire.server.right;

import io.redfire.core.account.Scope;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides on what is known: the scope of the token first, then the table of {@link Rights}, then
 * what the room is like just now. A function; any thread.
 */
public final class Verdict {
  private Verdict() {}

  /**
   * Why not; null for yes.
   *
   * @param state that of the room, with the caller's part in it
   */
  public static @Nullable Problem decide(
      Caller caller, Action action, RoomName room, RoomState state, Instant now) {
    Scope scope = action.scope();
    if (caller instanceof Caller.SignedIn && !caller.has(scope)) {
      return scopeMissing(scope);
    }
    Standing standing = Standing.of(caller, room, state.part(), now);
    Reason refusal = refusal(standing, action, room, state);
    if (refusal != null) {
      return refused(refusal, room, state);
    }
    if (isEndedByArchive(action, state)) {
      return Problem.of(Reason.ROOM_ARCHIVED, "room '" + room + "' is archived");
    }
    if (Rights.isEndedByMute(action) && state.part().isMuted(now)) {
      return until(
          Problem.of(Reason.MUTED, "muted in room '" + room + "'"), state.part().mutedUntil());
    }
    return null;
  }

  private static @Nullable Reason refusal(
      Standing standing, Action action, RoomName room, RoomState state) {
    RoomKind kind = kind(room, state);
    if (state.rules().isEmpty()) {
      if (kind == RoomKind.DIRECT) {
        return Rights.refusalUnopened(standing, action);
      }
      if (ReservedRoom.is(room)) {
        return Rights.refusalReserved(standing, action);
      }
    }
    return Rights.refusal(kind, standing, action);
  }

  private static boolean isEndedByArchive(Action action, RoomState state) {
    return Rights.isEndedByArchive(action) && state.rules().map(RoomRules::archived).orElse(false);
  }

  /**
   * Whether somebody with an account may do something that no mute ends, whatever token would be
   * shown.
   *
   * @param state that of the room, with that one's part in it
   */
  public static boolean allows(Action action, RoomName room, RoomState state, Instant now) {
    return refusal(Standing.of(state.part(), now), action, room, state) == null
        && !isEndedByArchive(action, state);
  }

  /** The refusal of a token that is not good for something. */
  public static Problem scopeMissing(Scope scope) {
    return Problem.of(
            Reason.SCOPE_MISSING,
            "the token is not good for SCOPE_" + scope + " (expected: one that is)")
        .with("scope", "SCOPE_" + scope);
  }

  /**
   * Lets those through who have an account, and a token that is good for that.
   *
   * @throws Problem for all others
   */
  public static void demandAccount(Caller caller, Scope scope) {
    if (!(caller instanceof Caller.SignedIn)) {
      throw Problem.of(Reason.LOGIN_REQUIRED, "log in for this");
    }
    if (!caller.has(scope)) {
      throw scopeMissing(scope);
    }
  }

  /** The room's kind, which follows from some names. */
  public static RoomKind kind(RoomName room, RoomState state) {
    if (room.value().startsWith("@")) {
      return room.value().indexOf(',') < 0 ? RoomKind.OWN : RoomKind.DIRECT;
    }
    return state.rules().map(RoomRules::kind).orElse(RoomKind.OPEN);
  }

  private static Problem refused(Reason reason, RoomName room, RoomState state) {
    return switch (reason) {
      case LOGIN_REQUIRED -> Problem.of(reason, "log in for this");
      case NOT_A_MEMBER ->
          Problem.of(reason, "only members of room '" + room + "' may do this (join it first)");
      case BANNED ->
          until(Problem.of(reason, "banned from room '" + room + "'"), state.part().bannedUntil());
      case ROOM_NOT_FOUND -> Problem.of(reason, "there is no room '" + room + "'");
      case ROOM_EXISTS -> Problem.of(reason, "there is a room '" + room + "' already");
      case CODE_INVALID -> codeInvalid();
      default -> Problem.of(reason, "your role in room '" + room + "' does not allow this");
    };
  }

  /** The one answer to every code that lets nobody in, whatever is wrong with it. */
  public static Problem codeInvalid() {
    return Problem.of(
        Reason.CODE_INVALID,
        "code",
        "unknown, used up or over (expected: one that is valid)",
        Map.of());
  }

  private static Problem until(Problem problem, Instant end) {
    return end.equals(Instant.MAX) ? problem : problem.with("until", end.toString());
  }
}
