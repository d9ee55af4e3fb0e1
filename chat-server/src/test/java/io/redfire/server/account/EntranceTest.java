package io.redfire.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Identity;
import io.redfire.core.log.Content;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
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
import java.util.Set;
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
  private static final Duration DAY = Duration.ofDays(1);

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
    assertThat(refusedToRegister(entrance, "Redis", Optional.empty()))
        .as("what looks like other programs")
        .isEqualTo(Reason.NAME_CONFUSABLE);
    assertThat(refusedToRegister(entrance, "\u0433\u0435\u0501\u0456\u0455", Optional.empty()))
        .as("the same in Cyrillic letters")
        .isEqualTo(Reason.NAME_CONFUSABLE);
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
    assertThat(refused(entrance.changePassword(identity, "battery staple", "another one")).reason())
        .isEqualTo(Reason.CREDENTIALS_WRONG);
    assertThat(entrance.changePassword(identity, PASSWORD, "another one"))
        .succeedsWithin(Duration.ofSeconds(60));
    assertThat(refused(logIn(entrance, "alice", PASSWORD)).reason())
        .isEqualTo(Reason.CREDENTIALS_WRONG);
    assertThat(logIn(entrance, "alice", "another one")).succeedsWithin(Duration.ofSeconds(60));
  }

  @Test
  void changeOfAPasswordThatIsNoMoreChangesNothing() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    Begun begun = register(entrance, "alice", Optional.empty());
    Identity identity = new Identity(begun.account(), begun.session());
    digest.hold();
    int before = digest.calls();
    CompletableFuture<?> late = entrance.changePassword(identity, PASSWORD, "another one");
    await().atMost(Duration.ofSeconds(60)).until(() -> digest.calls() > before);
    // As an administrator would, who takes the account away from somebody who knows the password.
    accounts.setPasswordHash(ALICE, "$argon2id$reset");
    digest.letGo();
    assertThat(refused(late).reason()).isEqualTo(Reason.CREDENTIALS_WRONG);
    assertThat(accounts.passwordHash(ALICE)).contains("$argon2id$reset");
  }

  @Test
  void strangersWhoGuessDoNotKeepTheOwnerFromChangingThePassword() {
    Entrance entrance = entrance(true, limits());
    Begun begun = register(entrance, "alice", Optional.empty());
    Identity identity = new Identity(begun.account(), begun.session());
    for (int i = 0; i <= TRIES; i++) {
      refused(logIn(entrance, "alice", "guess number " + i));
    }
    assertThat(refused(logIn(entrance, "alice", PASSWORD)).reason()).isEqualTo(Reason.RATE_LIMITED);
    assertThat(entrance.changePassword(identity, PASSWORD, "another one"))
        .succeedsWithin(Duration.ofSeconds(60));
    List<Reason> guesses =
        IntStream.range(0, 2 * TRIES)
            .mapToObj(
                i -> refused(entrance.changePassword(identity, "guess " + i, PASSWORD)).reason())
            .toList();
    assertThat(guesses)
        .as("whoever found the device cannot guess without a limit either")
        .filteredOn(Reason.CREDENTIALS_WRONG::equals)
        .hasSize(TRIES - 1);
  }

  @Test
  void nobodyAsksWithoutALimitWhoHasAnAccount() {
    Entrance entrance = entrance(true, limits());
    register(entrance, "alice", Optional.empty());
    Optional<ClientAddress> from = address("203.0.113.7");
    List<Reason> reasons =
        IntStream.range(0, 3 * TRIES)
            .mapToObj(
                i ->
                    refused(entrance.register(applicant("alice", Optional.empty(), from))).reason())
            .toList();
    assertThat(reasons).filteredOn(Reason.NAME_TAKEN::equals).hasSize(TRIES);
    assertThat(reasons).filteredOn(Reason.RATE_LIMITED::equals).hasSize(2 * TRIES);
  }

  @Test
  void whoHasNoGoodCodeIsToldNothingOfNamesAndCostsNoWork() {
    register(entrance(true, LimitSettings.NONE), "alice", Optional.empty());
    Entrance closed = entrance(false, LimitSettings.NONE);
    Optional<OneTimeCode> madeUp = Optional.of(OneTimeCode.create());
    int before = digest.calls();
    assertThat(refusedToRegister(closed, "alice", madeUp)).isEqualTo(Reason.CODE_INVALID);
    assertThat(refusedToRegister(closed, "a1ice", madeUp)).isEqualTo(Reason.CODE_INVALID);
    assertThat(refusedToRegister(closed, "bob", madeUp)).isEqualTo(Reason.CODE_INVALID);
    assertThat(digest.calls()).isEqualTo(before);
  }

  @Test
  void codeIsStillGoodAfterANameThatWasTaken() {
    register(entrance(true, LimitSettings.NONE), "alice", Optional.empty());
    Entrance closed = entrance(false, LimitSettings.NONE);
    OneTimeCode code = new FirstAdmin(accounts).invite().orElseThrow();
    assertThat(refusedToRegister(closed, "alice", Optional.of(code))).isEqualTo(Reason.NAME_TAKEN);
    assertThat(register(closed, "bob", Optional.of(code)).account().admin()).isTrue();
  }

  @Test
  void logInBeyondTheMostEndsTheSessionOfTheDeviceThatWasFirst() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    Begun first = register(entrance, "alice", Optional.empty());
    await().until(() -> Instant.now().isAfter(first.session().createdAt().plusMillis(1)));
    Begun bot = token(first);
    Begun second = logIn(entrance, "alice", PASSWORD).join();
    for (int i = 3; i < SessionDesk.MOST; i++) {
      logIn(entrance, "alice", PASSWORD).join();
    }
    assertThat(sessions()).hasSize(SessionDesk.MOST).contains(first.session().id());
    Begun last = logIn(entrance, "alice", PASSWORD).join();
    assertThat(sessions())
        .hasSize(SessionDesk.MOST)
        .contains(second.session().id(), bot.session().id(), last.session().id())
        .doesNotContain(first.session().id());
    assertThat(notices()).contains("SESSION_REVOKED " + first.session().id());
    assertThat(refused(token(bot.account()))).returns(Reason.TOO_MANY_SESSIONS, Problem::reason);
  }

  @Test
  void ownerOfNothingButTokensGetsInAsWell() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    Begun first = register(entrance, "alice", Optional.empty());
    assertThat(desk.end(ALICE, first.session().id())).succeedsWithin(Duration.ofSeconds(60));
    List<String> tokens =
        IntStream.range(0, SessionDesk.MOST).mapToObj(i -> token(first).session().id()).toList();
    for (int i = 0; i < 2; i++) {
      Begun phone = logIn(entrance, "alice", PASSWORD).join();
      assertThat(sessions())
          .hasSize(SessionDesk.MOST + 1)
          .containsAll(tokens)
          .contains(phone.session().id());
    }
  }

  @Test
  void passwordWhoseHashCostsSomethingElseByNowIsHashedAnewWhenItIsTold() {
    Entrance entrance = entrance(true, LimitSettings.NONE);
    register(entrance, "alice", Optional.empty());
    String old = oldHash();
    accounts.setPasswordHash(ALICE, old);
    assertThat(refused(logIn(entrance, "alice", "battery staple")).reason())
        .isEqualTo(Reason.CREDENTIALS_WRONG);
    assertThat(accounts.passwordHash(ALICE)).contains(old);
    // Both find the old one; only one of them can replace it.
    digest.hold();
    List<CompletableFuture<Begun>> both =
        List.of(logIn(entrance, "alice", PASSWORD), logIn(entrance, "alice", PASSWORD));
    digest.letGo();
    assertThat(both).allSatisfy(one -> assertThat(one).succeedsWithin(Duration.ofSeconds(60)));
    assertThat(accounts.passwordHash(ALICE)).hasValueSatisfying(EntranceTest::isOfToday);
    assertThat(logIn(entrance, "alice", PASSWORD)).succeedsWithin(Duration.ofSeconds(60));
  }

  private static void isOfToday(String hash) {
    assertThat(Passwords.needsRehash(hash)).isFalse();
  }

  private String oldHash() {
    PasswordHash.Cost cost = new PasswordHash.Cost(8 * 1024, 1, 1);
    byte[] salt = new byte[16];
    byte[] bytes = digest.digest(Password.of(PASSWORD), cost, salt, 32);
    return new PasswordHash(cost, salt, bytes).phc();
  }

  private Begun token(Begun maker) {
    return token(maker.account()).join();
  }

  private CompletableFuture<Begun> token(Account account) {
    return desk.beginToken(
        account,
        "bot",
        Set.of(),
        DAY,
        Optional.empty(),
        () -> CompletableFuture.completedFuture(account));
  }

  private List<String> sessions() {
    return accounts.sessions(ALICE, Instant.now()).stream().map(AccountSession::id).toList();
  }

  private List<String> notices() {
    return log.readAfter(new RoomName("@alice"), Position.ORIGIN, 100).entries().stream()
        .map(entry -> (Content.Notice) entry.content())
        .map(notice -> notice.kind() + " " + notice.session().orElse(""))
        .toList();
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
    return LimitSettings.with()
        .logInsPerAccount(rate)
        .logInsPerAddress(rate)
        .registrationsPerAddress(rate)
        .done();
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
