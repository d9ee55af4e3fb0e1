package io.redfire.server.govern;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomState;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.account.RedisAccounts;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.member.RedisRoomMembers;
import io.redfire.core.redis.rate.RedisRateLimits;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.right.Action;
import io.redfire.server.right.CachedAuthority;
import io.redfire.server.right.SendRates;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import io.redfire.testing.TestRedis;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rooms changed by somebody who is no member and may do everything. */
class GoverningTest {
  private static final int MANY = 30;
  private static final UserName ROOT = new UserName("root");
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob");
  private static final RoomName ROOM = new RoomName("room");

  private final RedisConnections redis = TestRedis.shared().connections();
  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final Clock clock = Clock.systemUTC();
  private final RedisMessageLog log = new RedisMessageLog(redis, keys, 0, 2, RedisObserver.NONE);
  private final RedisRoomMembers members = new RedisRoomMembers(redis, keys, 2);
  private final RedisAccounts accounts = new RedisAccounts(redis, keys, 2);
  private final RedisRateLimits rates = new RedisRateLimits(redis, keys);
  private final Requests requests = new Requests(clock, 0);
  private final Governing governing =
      new Governing(
          new CachedAuthority(members, Runnable::run, clock),
          log,
          members,
          new SendRates(rates, LimitSettings.NONE),
          clock);
  private final RoomChanges changes =
      new RoomChanges(
          governing,
          requests,
          accounts,
          new RoomQuota(rates, LimitSettings.NONE, members),
          new RoomNames(members));
  private final RoomOrder order = new RoomOrder(governing, requests, accounts);
  private final Actor administrator = new Administrator();

  @AfterEach
  void close() {
    log.close();
    members.close();
    accounts.close();
    rates.close();
  }

  @Test
  void changesWhatIsNotOwn() {
    create(Parts.joined(ALICE, Part.NONE, Role.OWNER, clock.instant()));
    assertThat(
            changes.update(
                administrator,
                UpdateRoomRequest.newBuilder().setRoom("room").setArchived(true).build()))
        .isEqualTo(ROOM);
    assertThat(members.state(ROOM, Optional.empty()).rules().orElseThrow().archived()).isTrue();
    assertThat(members.rooms(ROOT)).isEmpty();
  }

  @Test
  void kicksModeratorsButNotTheLastOwner() {
    create(
        Parts.joined(ALICE, Part.NONE, Role.OWNER, clock.instant()),
        Parts.joined(BOB, Part.NONE, Role.MODERATOR, clock.instant()));
    assertThatThrownBy(() -> order.moderate(administrator, kick("alice")))
        .isInstanceOfSatisfying(
            Problem.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.LAST_OWNER));
    order.moderate(administrator, kick("bob"));
    assertThat(members.state(ROOM, Optional.of(BOB)).part()).isEqualTo(Part.NONE);
  }

  @Test
  void changesOfOneRoomAtOnceAreAllMade() {
    create(Parts.joined(ALICE, Part.NONE, Role.OWNER, clock.instant()));
    ExecutorService threads = Executors.newFixedThreadPool(MANY);
    CountDownLatch ready = new CountDownLatch(MANY);
    List<CompletableFuture<Void>> wishes =
        IntStream.range(0, MANY)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          ready.countDown();
                          awaitUninterruptibly(ready);
                          mute(new UserName("user" + i));
                        },
                        threads))
            .toList();
    wishes.forEach(CompletableFuture::join);
    threads.shutdown();
    assertThat(log.bounds(ROOM).head().seq()).isEqualTo(2 + MANY);
  }

  /** A change that the room takes whatever else happens in it. */
  private void mute(UserName user) {
    governing.make(
        administrator,
        new Wish(
            ROOM,
            Action.MODERATE,
            Optional.empty(),
            Optional.of(user),
            (state, part, now) ->
                Change.of(
                    Parts.muted(
                        user,
                        part,
                        io.redfire.core.room.MembershipAction.MUTED,
                        Instant.MAX,
                        ""))));
  }

  @Test
  void openRoomHasNoRulesToChange() {
    assertThatThrownBy(
            () ->
                changes.update(
                    administrator,
                    UpdateRoomRequest.newBuilder().setRoom("room").setTitle("x").build()))
        .isInstanceOfSatisfying(
            Problem.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_PERMITTED));
  }

  private void create(NewGovernance.PartChange... parts) {
    var unused =
        log.append(
                new NewGovernance(
                    ROOM,
                    MessageId.create(),
                    ALICE,
                    requests.now(),
                    "",
                    Optional.of(RoomRules.of(RoomKind.PUBLIC)),
                    List.of(parts)))
            .join();
  }

  private static ModerateMemberRequest kick(String user) {
    return ModerateMemberRequest.newBuilder()
        .setRoom("room")
        .setUser(user)
        .setAction(MembershipAction.MEMBERSHIP_ACTION_KICKED)
        .build();
  }

  private final class Administrator implements Actor {
    @Override
    public UserName user() {
      return ROOT;
    }

    @Override
    public RoomState require(Action action, RoomName room) {
      return members.state(room, Optional.of(ROOT));
    }

    @Override
    public boolean outranks(Part own, Part other) {
      return true;
    }
  }
}
