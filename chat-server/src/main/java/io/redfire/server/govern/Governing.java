package io.redfire.server.govern;

import com.google.common.util.concurrent.Striped;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.MembershipAction;
import io.redfire.server.right.Action;
import io.redfire.server.right.Authority;
import io.redfire.server.right.KnownIds;
import io.redfire.server.right.SendRates;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Waiting;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/**
 * The way of every change of a room's rules or members: ask for leave, count it as a message,
 * decide on the state that was seen then, append, and begin anew where the room changed meanwhile.
 * Thread-safe; blocks on Redis.
 *
 * <p>What follows from a change, the room in the users' inboxes, is made after it. Where that fails
 * the call fails, and the same one can be made again: whatever it is refused with then, the log
 * tells that its id was accepted, and only what follows is done.
 *
 * <p>The changes of a room take turns on a node, so that many who join at once do not keep each
 * other from it; what remains are the other nodes.
 */
public final class Governing {
  private static final int TRIES = 5;
  private static final int TURNS = 256;

  /** What makes a room come into somebody's inbox, or go. */
  private static final Set<MembershipAction> MOVES =
      Set.of(
          MembershipAction.JOINED,
          MembershipAction.LEFT,
          MembershipAction.INVITED,
          MembershipAction.KICKED,
          MembershipAction.BANNED);

  private final Authority authority;
  private final MessageLog log;
  private final RoomMembers members;
  private final NotedRooms noted;
  private final KnownIds known;
  private final SendRates rates;
  private final Clock clock;
  private final Striped<Lock> turns = Striped.lock(TURNS);

  /** Appends to this log as often as may be, and tells the authority of it. */
  public Governing(
      Authority authority, MessageLog log, RoomMembers members, SendRates rates, Clock clock) {
    this.authority = authority;
    this.log = log;
    this.members = members;
    this.noted = new NotedRooms(log, members, clock);
    this.known = new KnownIds(log);
    this.rates = rates;
    this.clock = clock;
  }

  /**
   * Makes a change, or finds that it was made.
   *
   * @throws Problem where it is refused
   */
  void make(Actor actor, Wish wish) {
    Lock turn = turns.get(wish.room());
    turn.lock();
    try {
      attempt(actor, wish);
    } catch (Problem refused) {
      if (refused.mayPass() || refused.reason() == Reason.SCOPE_MISSING || !wasMade(actor, wish)) {
        throw refused;
      }
      authority.changed(wish.room());
      settle(wish.room(), actor.user(), wish.target().isEmpty());
      wish.target().ifPresent(user -> settle(wish.room(), user, true));
    } finally {
      turn.unlock();
    }
  }

  private boolean wasMade(Actor actor, Wish wish) {
    if (wish.id().isEmpty()) {
      return false;
    }
    UserName user;
    try {
      user = actor.user();
    } catch (Problem nobody) {
      return false;
    }
    return Waiting.on(known.knows(wish.room(), wish.id().get(), user, now()));
  }

  private void attempt(Actor actor, Wish wish) {
    RoomName room = wish.room();
    MessageId id = wish.id().orElseGet(MessageId::create);
    for (int tries = 0; tries < TRIES; tries++) {
      RoomState state = actor.require(wish.action(), room);
      if (tries == 0) {
        count(wish, actor.user());
      }
      Part target =
          wish.target()
              .map(user -> members.state(room, Optional.of(user)).part())
              .orElse(state.part());
      Instant now = now();
      Change change = wish.decision().decide(state, target, now);
      if (change.isNone()) {
        settle(room, wish.target().orElse(actor.user()), false);
        return;
      }
      NewGovernance entry =
          new NewGovernance(
              room, id, actor.user(), now, state.version(), change.rules(), change.parts());
      if (append(entry)) {
        authority.changed(room);
        change.parts().stream()
            .filter(part -> MOVES.contains(part.action()))
            .map(PartChange::user)
            .forEach(user -> settle(room, user, true));
        return;
      }
    }
    throw Problem.of(
        Reason.ROOM_CHANGED,
        "room '" + room + "' changed too often meanwhile (expected: the same again)");
  }

  /**
   * Whoever may do nothing in the room takes nothing from it, so this comes after the leave. A ban
   * does not wait behind the flood that it is to end.
   */
  private void count(Wish wish, UserName user) {
    var unused =
        Waiting.on(
            wish.action() == Action.MODERATE
                ? rates.countAlone(user)
                : rates.count(user, wish.room()));
  }

  /** Whether it stands in the log; not where the room changed since it was decided on. */
  private boolean append(NewGovernance entry) {
    try {
      Waiting.on(log.append(entry));
      return true;
    } catch (Problem refused) {
      if (refused.reason() == Reason.ROOM_CHANGED) {
        return false;
      }
      throw refused;
    }
  }

  /** As {@link NotedRooms#settle}. */
  void settle(RoomName room, UserName user, boolean changed) {
    noted.settle(room, user, changed);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
