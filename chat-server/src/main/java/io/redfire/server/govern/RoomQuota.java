package io.redfire.server.govern;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.rate.RateKey;
import io.redfire.core.rate.RateLimits;
import io.redfire.core.rate.RateLimits.Unreachable;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How many rooms a user creates, invites to by codes, is in and is invited to. Thread-safe; blocks
 * on Redis.
 */
public final class RoomQuota {
  /** More would be nobody's to look through, and whoever invites pays nothing for it. */
  private static final int MOST_INVITATIONS = 100;

  private final RateLimits rates;
  private final LimitSettings limits;
  private final RoomMembers members;

  /** Keeps to these limits. */
  public RoomQuota(RateLimits rates, LimitSettings limits, RoomMembers members) {
    this.rates = rates;
    this.limits = limits;
    this.members = members;
  }

  /**
   * The user creates one more.
   *
   * @throws Problem where it is too often
   */
  void create(UserName user) {
    take(RateKey.ofUser(user, "room"), "new rooms of one user");
  }

  /**
   * The user makes one more code that lets people in: as often as rooms, in a bucket of its own.
   *
   * @throws Problem where it is too often
   */
  void makeCode(UserName user) {
    take(RateKey.ofUser(user, "invite"), "invite codes of one user");
  }

  private void take(RateKey key, String what) {
    limits
        .roomCreationsPerUser()
        .ifPresent(
            rate -> {
              Duration wait = Waiting.on(rates.take(key, rate, 1, Unreachable.REFUSE));
              if (!wait.isZero()) {
                throw Problem.tooOften(what, wait);
              }
            });
  }

  /**
   * The user is invited to one more.
   *
   * @throws Problem where the user has as many invitations as may be
   */
  void invite(UserName user) {
    if (isIn(user, MOST_INVITATIONS, Part::invited)) {
      throw Problem.of(
          Reason.TOO_MANY_ROOMS,
          "'"
              + user
              + "' has "
              + MOST_INVITATIONS
              + " invitations (expected: fewer; some are to be taken or declined first)");
    }
  }

  /**
   * The user becomes a member of one more.
   *
   * @throws Problem where the user is in as many as may be
   */
  void join(UserName user) {
    int most = limits.roomsPerUser();
    if (most == 0) {
      return;
    }
    // Who is invited much is not kept from joining.
    if (isIn(user, most, part -> part.role().isPresent())) {
      throw Problem.of(
          Reason.TOO_MANY_ROOMS,
          "a member of " + most + " rooms (expected: fewer; leave some first)");
    }
  }

  /** Whether the user has so many rooms in which the user's part is like that. */
  private boolean isIn(UserName user, int many, Predicate<Part> like) {
    List<RoomName> noted = members.rooms(user);
    return noted.size() >= many
        && members.states(noted, Optional.of(user)).values().stream()
                .filter(state -> like.test(state.part()))
                .count()
            >= many;
  }
}
