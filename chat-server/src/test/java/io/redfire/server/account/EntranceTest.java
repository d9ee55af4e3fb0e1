package io.redfire.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Identity;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.ClientAddress;
import io.redfire.core.rate.Rate;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.account.RedisAccounts;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.rate.RedisRateLimits;
import io.redfire.server.account.Entrance.Applicant;
import io.redfire.server.account.SessionDesk.Begun;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EntranceTest {
  private static final UserName ALICE = new UserName("alice");
  private static final String PASSWORD = "correct horse";
  private static final int THREADS = 1;
  private static final int QUEUE = 2;
  private static final int TRIES = 5;

  private final RedisConnections redis = TestRedis.shared().connections();
  private final RedisKeys keys = new RedisKeys("test-" + MessageId.create() + "-");
  private final CountedDigest digest = new CountedDigest();
  private final Passwords passwords = new Passwords(digest, THREADS, QUEUE);
  private final RedisAccounts accounts = new RedisAccounts(redis, keys, 8);
  private final RedisRateLimits rates = new RedisRateLimits(redis, keys);
  private final RedisMessageLog log = new RedisMessageLog(redis, keys, 0, 2, RedisObserver.NONE);
  private final ExecutorService blocking = Executors.newFixedThreadPool(8);
  private final SessionDesk desk = new SessionDesk(accounts, log, Clock.systemUTC(), blocking);

  @AfterEach
  void close() {
    digest.letGo();
    passwords.close();
    blocking.shutdownNow();
    rates.close();
    log.close();
    accounts.close();
  }

  @Test
  void wrongUserAndWrongPasswordAreToldAlikeAfterTheSameWork() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    register(entrance, "alice", Optional.empty());
    int before = digest.calls();
    Problem wrongPassword = refused(logIn(entrance, "alice", "battery staple"));
    int ofPassword = digest.calls() - before;
    Problem wrongUser = refused(logIn(entrance, "nobody", "battery staple"));
    int ofUser = digest.calls() - before - ofPassword;
    assertThat(wrongPassword.reason()).isEqualTo(Reason.CREDENTIALS_WRONG);
    assertThat(wrongUser.status()).isEqualTo(wrongPassword.status());
    assertThat(ofPassword).isEqualTo(1);
    assertThat(ofUser).isEqualTo(1);
    assertThat(accounts.find(new UserName("nobody"))).isEmpty();
  }

  @Test
  void passwordThatNobodyCanHaveIsWrongToo() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    register(entrance, "alice", Optional.empty());
    assertThat(refused(logIn(entrance, "alice", "short")).reason())
        .isEqualTo(Reason.CREDENTIALS_WRONG);
  }

  @Test
  void logInsBeyondTheQueueAreToldToComeLater() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    digest.hold();
    List<CompletableFuture<Begun>> tries =
        IntStream.range(0, 10 * (THREADS + QUEUE))
            .mapToObj(i -> logIn(entrance, "user" + i, PASSWORD))
            .toList();
    int beyond = tries.size() - THREADS - QUEUE;
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> tries.stream().filter(CompletableFuture::isDone).count() == beyond);
    List<Problem> busy =
        tries.stream().filter(CompletableFuture::isDone).map(EntranceTest::refused).toList();
    assertThat(busy).extracting(Problem::reason).containsOnly(Reason.OVERLOADED);
    assertThat(busy).allMatch(EntranceTest::tellsWhenToComeAgain);
    digest.letGo();
    tries.forEach(one -> assertThat(one).failsWithin(Duration.ofSeconds(60)));
    assertThat(digest.calls()).isEqualTo(THREADS + QUEUE);
  }

  @Test
  void passwordsOfOneAccountAreTriedNoMoreOftenThanTheLimit() {
    Entrance entrance = entrance(true, limits());
    register(entrance, "alice", Optional.empty());
    int before = digest.calls();
    List<Reason> reasons =
        IntStream.range(0, 10 * TRIES)
            .mapToObj(i -> refused(logIn(entrance, "alice", "guess number " + i)).reason())
            .toList();
    assertThat(reasons).filteredOn(Reason.CREDENTIALS_WRONG::equals).hasSize(TRIES);
    assertThat(reasons).filteredOn(Reason.RATE_LIMITED::equals).hasSize(9 * TRIES);
    assertThat(digest.calls() - before).isEqualTo(TRIES);
    assertThat(refused(logIn(entrance, "alice", PASSWORD)).reason())
        .as("the right one too")
        .isEqualTo(Reason.RATE_LIMITED);
  }

  @Test
  void passwordsAreTriedFromOneAddressNoMoreOftenThanTheLimit() {
    Entrance entrance = entrance(true, limits());
    Optional<ClientAddress> from = address("203.0.113.7");
    List<Problem> refused =
        IntStream.range(0, 10 * TRIES)
            .mapToObj(i -> refused(entrance.logIn(new UserName("user" + i), PASSWORD, "", from)))
            .toList();
    assertThat(refused).filteredOn(one -> one.reason() == Reason.RATE_LIMITED).hasSize(9 * TRIES);
    assertThat(refused)
        .filteredOn(one -> one.reason() == Reason.RATE_LIMITED)
        .allMatch(EntranceTest::tellsWhenToComeAgain);
    assertThat(digest.calls()).isEqualTo(TRIES);
    Problem elsewhere = refused(entrance.logIn(ALICE, PASSWORD, "", address("203.0.113.8")));
    assertThat(elsewhere.reason()).isEqualTo(Reason.CREDENTIALS_WRONG);
  }

  @Test
  void accountsAreMadeFromOneAddressNoMoreOftenThanTheLimit() {
    Entrance entrance = entrance(true, limits());
    Optional<ClientAddress> from = address("203.0.113.7");
    List<Boolean> made = new ArrayList<>();
    for (int i = 0; i < 10 * TRIES; i++) {
      made.add(
          entrance
              .register(applicant("user" + i, Optional.empty(), from))
              .handle((begun, failure) -> failure == null)
              .join());
    }
    assertThat(made).filteredOn(done -> done).hasSize(TRIES);
    assertThat(accounts.list(Optional.empty(), "", 100)).hasSize(TRIES);
  }

  @Test
  void codeOfTheFirstAdministratorIsGoodOnceEvenWhereNobodyElseMayRegister() {
    Entrance closed = entrance(false, LimitSettings.NONE);
    FirstAdmin first = new FirstAdmin(accounts);
    OneTimeCode old = first.invite().orElseThrow();
    OneTimeCode code = first.invite().orElseThrow();
    assertThat(refusedToRegister(closed, "alice", Optional.empty()))
        .isEqualTo(Reason.REGISTRATION_CLOSED);
    assertThat(refusedToRegister(closed, "alice", Optional.of(old))).isEqualTo(Reason.CODE_INVALID);
    assertThat(register(closed, "alice", Optional.of(code)).account().admin()).isTrue();
    assertThat(accounts.admins()).isEqualTo(1);
    assertThat(refusedToRegister(closed, "bob", Optional.of(code))).isEqualTo(Reason.CODE_INVALID);
    assertThat(first.invite()).isEmpty();
  }

  @Test
  void codeOfTheFirstAdministratorIsGoodForNothingOnceThereIsOne() {
    Entrance closed = entrance(false, LimitSettings.NONE);
    OneTimeCode code = new FirstAdmin(accounts).invite().orElseThrow();
    var unused =
        accounts.create(
            new Account(new UserName("root"), "", true, false, Instant.now()),
            NewAccountName.skeletons(new UserName("root")),
            Optional.empty());
    assertThat(refusedToRegister(closed, "alice", Optional.of(code)))
        .isEqualTo(Reason.CODE_INVALID);
  }

  @Test
  void codeForANameIsGoodForThatNameOnce() {
    Entrance closed = entrance(false, LimitSettings.NONE);
    OneTimeCode code = OneTimeCode.create();
    accounts.putCode(CodePurpose.registrationOf(ALICE), code.digest(), Duration.ofDays(7));
    assertThat(refusedToRegister(closed, "bob", Optional.of(code))).isEqualTo(Reason.CODE_INVALID);
    assertThat(register(closed, "alice", Optional.of(code)).account().admin()).isFalse();
  }

  @Test
  void nameThatIsTakenOrLooksLikeOneIsRefusedBeforeAnythingIsHashed() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    register(entrance, "alice", Optional.empty());
    int before = digest.calls();
    assertThat(refusedToRegister(entrance, "alice", Optional.empty())).isEqualTo(Reason.NAME_TAKEN);
    assertThat(refusedToRegister(entrance, "Alice", Optional.empty()))
        .isEqualTo(Reason.NAME_CONFUSABLE);
    assertThat(refusedToRegister(entrance, "a1ice", Optional.empty()))
        .isEqualTo(Reason.NAME_CONFUSABLE);
    assertThat(refusedToRegister(entrance, "alіce", Optional.empty()))
        .as("a Cyrillic letter")
        .isEqualTo(Reason.NAME_INVALID);
    assertThat(digest.calls()).isEqualTo(before);
  }

  @Test
  void disabledAccountIsToldOnlyToWhoKnowsItsPassword() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    register(entrance, "alice", Optional.empty());
    accounts.setDisabled(ALICE, true);
    assertThat(refused(logIn(entrance, "alice", "battery staple")).reason())
        .isEqualTo(Reason.CREDENTIALS_WRONG);
    assertThat(refused(logIn(entrance, "alice", PASSWORD)).reason())
        .isEqualTo(Reason.ACCOUNT_DISABLED);
  }

  @Test
  void sessionThatBeginsWhileThePasswordChangesDoesNotOutliveIt() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    Begun first = register(entrance, "alice", Optional.empty());
    digest.hold();
    int before = digest.calls();
    CompletableFuture<Begun> late = logIn(entrance, "alice", PASSWORD);
    await().atMost(Duration.ofSeconds(60)).until(() -> digest.calls() > before);
    // As the other node would: it has the new hash set and the sessions ended before this log-in
    // has compared the old one.
    accounts.setPasswordHash(ALICE, "$argon2id$another");
    accounts.removeSessions(ALICE, Optional.of(first.session().id()), false);
    digest.letGo();
    assertThat(late).failsWithin(Duration.ofSeconds(60));
    assertThat(accounts.sessions(ALICE, Instant.now()))
        .extracting(AccountSession::id)
        .containsExactly(first.session().id());
  }

  @Test
  void changedPasswordIsTheOnlyOneThatIsRightFromThenOn() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    Begun begun = register(entrance, "alice", Optional.empty());
    Identity identity = new Identity(begun.account(), begun.session());
    assertThat(
            refused(
                    entrance.changePassword(
                        identity, "battery staple", "another one", Optional.empty()))
                .reason())
        .isEqualTo(Reason.CREDENTIALS_WRONG);
    assertThat(entrance.changePassword(identity, PASSWORD, "another one", Optional.empty()))
        .succeedsWithin(Duration.ofSeconds(60));
    assertThat(refused(logIn(entrance, "alice", PASSWORD)).reason())
        .isEqualTo(Reason.CREDENTIALS_WRONG);
    assertThat(logIn(entrance, "alice", "another one")).succeedsWithin(Duration.ofSeconds(60));
  }

  @Test
  void noTextFormShowsASecret() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    OneTimeCode code = OneTimeCode.create();
    Begun begun = register(entrance, "alice", Optional.empty());
    assertThat(begun.toString()).doesNotContain(begun.token().text().substring(20));
    assertThat(applicant("alice", Optional.of(code), Optional.empty()).toString())
        .doesNotContain(PASSWORD, code.text());
  }

  private Entrance entrance(boolean open, LimitSettings limits) {
    return new Entrance(
        accounts, passwords, new Attempts(rates, limits), desk, open, Clock.systemUTC(), blocking);
  }

  private static LimitSettings limits() {
    Optional<Rate> rate = Optional.of(new Rate(TRIES, Duration.ofHours(24)));
    Optional<Rate> none = Optional.empty();
    return new LimitSettings(0, 0, 0, 0, 8192, none, none, rate, rate, rate, none, none, none);
  }

  private static Optional<ClientAddress> address(String text) {
    try {
      return Optional.of(ClientAddress.of(InetAddress.getByName(text)));
    } catch (UnknownHostException e) {
      throw new AssertionError(text, e);
    }
  }

  private static Applicant applicant(
      String name, Optional<OneTimeCode> code, Optional<ClientAddress> from) {
    return new Applicant(new UserName(name), PASSWORD, "", "test", code, from);
  }

  private static Begun register(Entrance entrance, String name, Optional<OneTimeCode> code) {
    return entrance.register(applicant(name, code, Optional.empty())).join();
  }

  private static Reason refusedToRegister(
      Entrance entrance, String name, Optional<OneTimeCode> code) {
    try {
      return refused(entrance.register(applicant(name, code, Optional.empty()))).reason();
    } catch (Problem atOnce) {
      return atOnce.reason();
    }
  }

  private static CompletableFuture<Begun> logIn(Entrance entrance, String name, String password) {
    return entrance.logIn(new UserName(name), password, "test", Optional.empty());
  }

  private static Problem refused(CompletableFuture<?> outcome) {
    try {
      throw new AssertionError("not refused: " + outcome.join());
    } catch (CompletionException failure) {
      return Problem.from(failure);
    }
  }

  private static boolean tellsWhenToComeAgain(Problem problem) {
    return problem.status().getDetailsList().stream()
        .anyMatch(detail -> detail.is(RetryInfo.class));
  }
}
