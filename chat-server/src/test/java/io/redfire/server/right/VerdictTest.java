package io.redfire.server.right;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import io.redfire.core.account.Scope;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {
  private static final RoomName ROOM = new RoomName("den");
  private static final Part MEMBER = Part.of(Role.MEMBER);
  private static final Part INVITED = new Part(Optional.empty(), true, Instant.MIN, Instant.MIN);
  private static final Part BANNED = new Part(Optional.empty(), false, Instant.MIN, Instant.MAX);

  @Test
  void anOpenRoomIsForEveryoneWithAName() {
    assertThat(decide(People.guest(""), Action.READ, RoomState.OPEN)).isNull();
    assertThat(decide(People.guest(""), Action.WRITE, RoomState.OPEN))
        .isEqualTo(Reason.LOGIN_REQUIRED);
    assertThat(decide(People.guest("gus"), Action.WRITE, RoomState.OPEN)).isNull();
    assertThat(decide(People.guest("gus"), Action.CREATE, RoomState.OPEN))
        .isEqualTo(Reason.LOGIN_REQUIRED);
    assertThat(decide(People.signedIn("ann"), Action.CREATE, RoomState.OPEN)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void aPrivateRoomIsNoRoomToWhoeverMayNotKnowOfIt(Action action) {
    RoomState room = state(RoomKind.PRIVATE, Part.NONE);
    Set<Reason> outsider = told(People.signedIn("ann"), action, room);
    Set<Reason> banned = told(People.signedIn("ann"), action, state(RoomKind.PRIVATE, BANNED));

    switch (action) {
      case CREATE -> assertThat(outsider).containsExactly(Reason.ROOM_EXISTS);
      case JOIN_BY_CODE -> {
        assertThat(outsider).isEmpty();
        assertThat(banned).containsExactly(Reason.CODE_INVALID);
      }
      default -> {
        assertThat(outsider).containsExactly(Reason.ROOM_NOT_FOUND);
        assertThat(banned).containsExactly(Reason.ROOM_NOT_FOUND);
      }
    }
  }

  @Test
  void whoIsInvitedJoinsBeforeReading() {
    RoomState room = state(RoomKind.PRIVATE, INVITED);
    assertThat(decide(People.signedIn("ann"), Action.JOIN, room)).isNull();
    assertThat(decide(People.signedIn("ann"), Action.READ, room)).isEqualTo(Reason.NOT_A_MEMBER);
  }

  @Test
  void aGuestWithTheNameOfAMemberIsStillAGuest() {
    assertThat(decide(People.guest("ann"), Action.READ, state(RoomKind.PRIVATE, MEMBER)))
        .isEqualTo(Reason.ROOM_NOT_FOUND);
    assertThat(decide(People.guest("ann"), Action.WRITE, state(RoomKind.PUBLIC, MEMBER)))
        .isEqualTo(Reason.LOGIN_REQUIRED);
    assertThat(
            Verdict.decide(
                People.guest("ann"), Action.READ, new RoomName("@ann"), RoomState.OPEN, People.NOW))
        .isNotNull();
  }

  @Test
  void onlyThoseWhoKeepOrderWriteAnnouncements() {
    Caller ann = People.signedIn("ann");
    assertThat(decide(ann, Action.WRITE, state(RoomKind.ANNOUNCEMENT, MEMBER)))
        .isEqualTo(Reason.NOT_PERMITTED);
    assertThat(decide(ann, Action.WRITE, state(RoomKind.ANNOUNCEMENT, Part.of(Role.MODERATOR))))
        .isNull();
  }

  @Test
  void nobodyTakesTheRoomOfTheAdministratorsBeforeItIsThere() {
    RoomName reserved = ReservedRoom.ANNOUNCEMENTS;
    for (Caller caller : List.of(People.guest("gus"), People.signedIn("ann"))) {
      for (Action action : Action.values()) {
        Reason refusal = decide(caller, action, reserved, RoomState.OPEN);
        if (action == Action.READ || action == Action.LIST_MEMBERS) {
          assertThat(refusal).isNull();
        } else {
          assertThat(refusal)
              .as("%s", action)
              .isIn(Reason.LOGIN_REQUIRED, Reason.NOT_PERMITTED, Reason.CODE_INVALID);
        }
      }
    }
  }

  @Test
  void aDirectRoomIsThereOnceOneOfItsTwoOpenedIt() {
    RoomName direct = new RoomName("@ann,ben");
    RoomState opened = state(RoomKind.DIRECT, Part.NONE);

    assertThat(decide(People.signedIn("ann"), Action.WRITE, direct, RoomState.OPEN))
        .isEqualTo(Reason.ROOM_NOT_FOUND);
    assertThat(decide(People.signedIn("ann"), Action.CREATE, direct, RoomState.OPEN)).isNull();
    assertThat(decide(People.signedIn("eve"), Action.CREATE, direct, RoomState.OPEN))
        .isEqualTo(Reason.ROOM_NOT_FOUND);
    assertThat(decide(People.signedIn("ben"), Action.WRITE, direct, opened)).isNull();
    assertThat(decide(People.signedIn("ben"), Action.LEAVE, direct, opened))
        .isEqualTo(Reason.NOT_PERMITTED);
    assertThat(decide(People.signedIn("eve"), Action.READ, direct, opened))
        .isEqualTo(Reason.ROOM_NOT_FOUND);
  }

  @Test
  void anOwnLogIsReadByItsUserAlone() {
    RoomName own = new RoomName("@ann");
    assertThat(decide(People.signedIn("ann"), Action.READ, own, RoomState.OPEN)).isNull();
    assertThat(decide(People.signedIn("ann"), Action.WRITE, own, RoomState.OPEN))
        .isEqualTo(Reason.NOT_PERMITTED);
    assertThat(decide(People.signedIn("ben"), Action.READ, own, RoomState.OPEN))
        .isEqualTo(Reason.ROOM_NOT_FOUND);
  }

  @Test
  void aMuteIsForWritingAndOnlyWhileItLasts() {
    Caller ann = People.signedIn("ann");
    Part muted = new Part(Optional.of(Role.MEMBER), false, People.NOW.plusSeconds(9), Instant.MIN);
    Problem refused =
        Verdict.decide(ann, Action.WRITE, ROOM, state(RoomKind.PUBLIC, muted), People.NOW);

    assertThat(info(refused))
        .returns("MUTED", ErrorInfo::getReason)
        .returns(Map.of("until", "2026-11-24T04:00:09Z"), ErrorInfo::getMetadataMap);
    assertThat(decide(ann, Action.READ, state(RoomKind.PUBLIC, muted))).isNull();
    Part over = new Part(Optional.of(Role.MEMBER), false, People.NOW, Instant.MIN);
    assertThat(decide(ann, Action.WRITE, state(RoomKind.PUBLIC, over))).isNull();
  }

  @Test
  void aBanWithoutAnEndTellsNone() {
    Problem refused =
        Verdict.decide(
            People.signedIn("ann"), Action.READ, ROOM, state(RoomKind.PUBLIC, BANNED), People.NOW);

    assertThat(info(refused))
        .returns("BANNED", ErrorInfo::getReason)
        .returns(Map.of(), ErrorInfo::getMetadataMap);
  }

  @Test
  void anArchivedRoomIsReadAndLeftAndCanBeOpenedAgain() {
    Caller ann = People.signedIn("ann");
    RoomRules rules = new RoomRules(RoomKind.PUBLIC, "", "", true, 0, Duration.ZERO);
    RoomState archived = new RoomState("", Optional.of(rules), Part.of(Role.OWNER), 1, 1);

    for (Action ended : EnumSet.of(Action.WRITE, Action.JOIN, Action.INVITE)) {
      assertThat(decide(ann, ended, archived)).isEqualTo(Reason.ROOM_ARCHIVED);
    }
    for (Action fine : EnumSet.of(Action.READ, Action.LEAVE, Action.SET_RULES, Action.MARK_READ)) {
      assertThat(decide(ann, fine, archived)).isNull();
    }
  }

  @Test
  void aTokenIsGoodForItsScopesOnly() {
    Caller reader = People.signedIn("ann", EnumSet.of(Scope.READ));
    Problem refused = Verdict.decide(reader, Action.WRITE, ROOM, RoomState.OPEN, People.NOW);

    assertThat(info(refused))
        .returns("SCOPE_MISSING", ErrorInfo::getReason)
        .returns(Map.of("scope", "SCOPE_WRITE"), ErrorInfo::getMetadataMap);
    assertThat(decide(reader, Action.READ, RoomState.OPEN)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void whoMayMoreMayAllThatThoseBelowMay(RoomKind kind) {
    Standing[] rising = {Standing.READ_ONLY, Standing.MEMBER, Standing.MODERATOR, Standing.OWNER};
    if (kind == RoomKind.OPEN || kind == RoomKind.DIRECT || kind == RoomKind.OWN) {
      rising = new Standing[] {Standing.NAMELESS, Standing.GUEST};
    }
    for (Action action : Action.values()) {
      for (int i = 1; i < rising.length; i++) {
        boolean below = Rights.refusal(kind, rising[i - 1], action) == null;
        boolean above = Rights.refusal(kind, rising[i], action) == null;
        assertThat(!below || above).as("%s of %s", action, rising[i]).isTrue();
      }
    }
  }

  private static RoomState state(RoomKind kind, Part part) {
    return new RoomState("v", Optional.of(RoomRules.of(kind)), part, 1, 2);
  }

  private static @Nullable Reason decide(Caller caller, Action action, RoomState state) {
    return decide(caller, action, ROOM, state);
  }

  private static @Nullable Reason decide(
      Caller caller, Action action, RoomName room, RoomState state) {
    Problem refused = Verdict.decide(caller, action, room, state, People.NOW);
    return refused == null ? null : refused.reason();
  }

  private static Set<Reason> told(Caller caller, Action action, RoomState state) {
    Reason reason = decide(caller, action, state);
    return reason == null ? Set.of() : Set.of(reason);
  }

  private static ErrorInfo info(@Nullable Problem refused) {
    try {
      return requireNonNull(refused).status().getDetails(0).unpack(ErrorInfo.class);
    } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
      throw new AssertionError(broken);
    }
  }
}
