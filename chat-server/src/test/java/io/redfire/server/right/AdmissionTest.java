package io.redfire.server.right;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.rate.Rate;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.rate.RedisRateLimits;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is let into rooms, on two nodes with one Redis; nothing is appended. */
class AdmissionTest {
  private static final RoomName ROOM = new RoomName("den");
  private static final UserName ANN = new UserName("ann");

  private final RedisConnections redis = TestRedis.shared().connections();
  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisMessageLog log = new RedisMessageLog(redis, keys, 0, 1, RedisObserver.NONE);
  private final RedisRateLimits here = new RedisRateLimits(redis, keys);
  private final RedisRateLimits there = new RedisRateLimits(redis, keys);
  private final RememberedMembers members = new RememberedMembers();
  private final Authority authority =
      new CachedAuthority(members, Runnable::run, Clock.systemUTC());
  private final Admission one = node(here, Optional.empty());
  private final Admission two = node(there, Optional.empty());

  @AfterEach
  void close() {
    here.close();
    there.close();
    log.close();
  }

  @Test
  void messageThatFailedHasItsTurnStillOnEveryNode() {
    slow();
    NewMessage message = message();

    assertThat(admit(one, message)).isEmpty();

    assertThat(admit(one, message())).contains(Reason.SLOW_MODE);
    assertThat(admit(two, message())).contains(Reason.SLOW_MODE);
    assertThat(admit(one, message)).as("the same again").isEmpty();
    assertThat(admit(two, message)).as("the same again").isEmpty();
  }

  @Test
  void messageThatCameTooOftenTakesNoTurn() {
    Admission strict = node(here, Optional.of(new Rate(1, Duration.ofHours(1))));
    members.govern(People.rules(ROOM, RoomRules.of(RoomKind.PUBLIC)));
    members.govern(People.part(ROOM, "ann", Part.of(Role.MEMBER)));
    assertThat(admit(strict, message())).isEmpty();
    slow();
    authority.changed(ROOM);

    assertThat(admit(strict, message())).contains(Reason.RATE_LIMITED);

    assertThat(admit(one, message())).as("the turn is free").isEmpty();
  }

  @Test
  void whoKeepsOrderErasesWhatIsNotOwnAlsoWhereNobodyWritesAnyMore() {
    members.govern(
        People.rules(ROOM, new RoomRules(RoomKind.PUBLIC, "", "", true, 0, Duration.ZERO)));
    members.govern(People.part(ROOM, "ann", Part.of(Role.MODERATOR)));
    NewErasure erasure = new NewErasure(ROOM, MessageId.create(), ANN, Instant.now(), 1);

    NewEntry admitted = one.admit(People.signedIn("ann"), erasure).join();

    assertThat(((NewErasure) admitted).ofAnyone()).isTrue();
    members.govern(People.part(ROOM, "ann", Part.of(Role.MEMBER)));
    authority.changed(ROOM);
    assertThat(admit(one, erasure)).contains(Reason.ROOM_ARCHIVED);
  }

  private void slow() {
    members.govern(
        People.rules(
            ROOM, new RoomRules(RoomKind.PUBLIC, "", "", false, 0, Duration.ofMinutes(10))));
    members.govern(People.part(ROOM, "ann", Part.of(Role.MEMBER)));
  }

  private Admission node(RedisRateLimits rates, Optional<Rate> sends) {
    LimitSettings limits = LimitSettings.with().sendsPerUser(sends).done();
    return new Admission(authority, rates, limits, log, Runnable::run, Clock.systemUTC());
  }

  private static NewMessage message() {
    return new NewMessage(ROOM, MessageId.create(), ANN, Instant.now(), "hello");
  }

  private static Optional<Reason> admit(Admission node, NewEntry entry) {
    try {
      var unused = node.admit(People.signedIn("ann"), entry).join();
      return Optional.empty();
    } catch (CompletionException refused) {
      return Optional.of(Problem.from(refused).reason());
    }
  }
}
