package io.redfire.server.right;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redfire.core.account.Scope;
import io.redfire.core.log.LogException;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.Part;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.limit.NoPlaceException;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachedAuthorityTest {
  private static final RoomName ROOM = new RoomName("den");

  private final ExecutorService blocking = Executors.newFixedThreadPool(4);
  private final RememberedMembers members = new RememberedMembers();
  private final Authority authority = new CachedAuthority(members, blocking, () -> People.NOW);

  @AfterEach
  void end() {
    blocking.shutdownNow();
  }

  @Test
  void everyoneInAnOpenRoomSharesOneLookAtIt() {
    assertThat(ask("ann", Action.WRITE)).isEmpty();
    int first = members.reads();

    CompletableFuture<?> again = authority.authorize(People.signedIn("ben"), Action.WRITE, ROOM);

    assertThat(again).isCompleted();
    assertThat(members.reads()).isEqualTo(first);
  }

  @Test
  void whatChangedIsSeenByTheNextQuestion() {
    members.govern(People.rules(ROOM, RoomRules.of(RoomKind.PRIVATE)));
    members.govern(People.part(ROOM, "ann", Part.of(Role.MEMBER)));
    assertThat(ask("ann", Action.READ)).isEmpty();

    members.govern(People.part(ROOM, "ann", Part.NONE));
    authority.changed(ROOM);

    assertThat(ask("ann", Action.READ)).contains(Reason.ROOM_NOT_FOUND);
  }

  @Test
  void whatNobodyToldOfIsSeenSoonToo() {
    assertThat(ask("ann", Action.WRITE)).isEmpty();

    members.govern(People.rules(ROOM, RoomRules.of(RoomKind.PRIVATE)));

    await()
        .untilAsserted(() -> assertThat(ask("ann", Action.WRITE)).contains(Reason.ROOM_NOT_FOUND));
  }

  @Test
  void aRefusalIsDecidedOnTheRoomAsItIsNow() {
    members.govern(People.rules(ROOM, RoomRules.of(RoomKind.PRIVATE)));
    assertThat(ask("ann", Action.READ)).contains(Reason.ROOM_NOT_FOUND);

    members.govern(People.part(ROOM, "ann", Part.of(Role.MEMBER)));

    assertThat(ask("ann", Action.READ)).isEmpty();
    assertThat(ask("ben", Action.READ)).contains(Reason.ROOM_NOT_FOUND);
  }

  @Test
  void aRefusalOfAGuestIsDecidedOnTheRoomAsItIsNow() {
    members.govern(People.rules(ROOM, RoomRules.of(RoomKind.PRIVATE)));
    assertThat(askAsGuest()).contains(Reason.ROOM_NOT_FOUND);

    members.govern(People.rules(ROOM, RoomRules.of(RoomKind.PUBLIC)));

    assertThat(askAsGuest()).isEmpty();
  }

  @Test
  void whoIsRefusedAgainAndAgainCausesFewReads() {
    members.govern(People.rules(ROOM, RoomRules.of(RoomKind.PRIVATE)));
    assertThat(ask("ann", Action.READ)).contains(Reason.ROOM_NOT_FOUND);
    int before = members.reads();
    long began = System.nanoTime();

    for (int i = 0; i < 2000; i++) {
      assertThat(ask("ann", Action.READ)).contains(Reason.ROOM_NOT_FOUND);
    }

    // The room, the seat and the second look at it: each once in an interval.
    long intervals = 1 + (System.nanoTime() - began) / 400_000_000;
    assertThat(members.reads() - before).isLessThanOrEqualTo((int) (3 * intervals + 3));
  }

  @Test
  void whatATokenIsNotGoodForNoRoomIsAskedAbout() {
    Caller reader = People.signedIn("ann", EnumSet.of(Scope.READ));
    assertThat(reason(authority.authorize(reader, Action.READ, ROOM))).isEmpty();

    CompletableFuture<?> answer = authority.authorize(reader, Action.WRITE, ROOM);

    assertThat(answer).isCompletedExceptionally();
    assertThat(reason(answer)).contains(Reason.SCOPE_MISSING);
  }

  @Test
  void membersDoNotShareTheirParts() {
    members.govern(People.rules(ROOM, RoomRules.of(RoomKind.PUBLIC)));
    members.govern(People.part(ROOM, "ann", Part.of(Role.MEMBER)));

    assertThat(ask("ann", Action.WRITE)).isEmpty();
    assertThat(ask("ben", Action.WRITE)).contains(Reason.NOT_A_MEMBER);
    assertThat(ask("ann", Action.WRITE)).isEmpty();
  }

  @Test
  void askedForNowItKnowsBetterThanItRemembers() {
    assertThat(ask("ann", Action.READ)).isEmpty();
    members.govern(People.rules(ROOM, RoomRules.of(RoomKind.PRIVATE)));

    CompletableFuture<?> now = authority.authorizeNow(People.signedIn("ann"), Action.READ, ROOM);

    assertThat(reason(now)).contains(Reason.ROOM_NOT_FOUND);
  }

  @Test
  void aStoreThatIsAwayIsNoAnswerAndIsAskedAgain() {
    members.fail(new LogException(LogException.Reason.UNAVAILABLE, "away", null));
    assertThat(ask("ann", Action.READ)).contains(Reason.STORE_UNAVAILABLE);

    members.fail(null);

    assertThat(ask("ann", Action.READ)).isEmpty();
  }

  @Test
  void whatFindsNoPlaceToAskIsToldSoAndAskedAgain() {
    AtomicBoolean full = new AtomicBoolean(true);
    Authority busy =
        new CachedAuthority(
            members,
            task -> {
              if (full.get()) {
                throw new NoPlaceException();
              }
              blocking.execute(task);
            },
            () -> People.NOW);
    // More often than reads go side by side, or one that was lost would not be missed.
    for (int i = 0; i < 10; i++) {
      assertThat(reason(busy.authorize(People.signedIn("ann"), Action.READ, ROOM)))
          .contains(Reason.OVERLOADED);
      assertThat(reason(busy.authorizeNow(People.signedIn("ann"), Action.READ, ROOM)))
          .contains(Reason.OVERLOADED);
    }

    full.set(false);

    assertThat(reason(busy.authorize(People.signedIn("ann"), Action.READ, ROOM))).isEmpty();
    assertThat(reason(busy.authorizeNow(People.signedIn("ann"), Action.READ, ROOM))).isEmpty();
  }

  private Optional<Reason> ask(String user, Action action) {
    return reason(authority.authorize(People.signedIn(user), action, ROOM));
  }

  private Optional<Reason> askAsGuest() {
    return reason(authority.authorize(People.guest("gus"), Action.READ, ROOM));
  }

  private static Optional<Reason> reason(CompletableFuture<?> answer) {
    try {
      answer.join();
      return Optional.empty();
    } catch (CompletionException refused) {
      return Optional.of(Problem.from(refused).reason());
    }
  }
}
