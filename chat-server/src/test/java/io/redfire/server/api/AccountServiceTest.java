package io.redfire.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.redfire.chat.v1.AccountSession;
import io.redfire.chat.v1.ChangePasswordRequest;
import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.CreateTokenResponse;
import io.redfire.chat.v1.GetAccountRequest;
import io.redfire.chat.v1.ListSessionsRequest;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.LogInResponse;
import io.redfire.chat.v1.LogOutRequest;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.RegisterResponse;
import io.redfire.chat.v1.RevokeSessionRequest;
import io.redfire.chat.v1.Scope;
import io.redfire.chat.v1.UpdateProfileRequest;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.server.AccountSettings;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Accounts over real channels to two nodes; each test has a user of its own. */
class AccountServiceTest {
  private static final String PASSWORD = "correct horse";
  private static final RedisConnections REDIS = TestRedis.shared().connections();
  private static final RedisKeys KEYS = new RedisKeys("test-" + MessageId.create() + "-");
  private static PeopleNode one;
  private static PeopleNode two;

  @BeforeAll
  static void start() {
    one = new PeopleNode(REDIS, KEYS, AccountSettings.OPEN);
    two = new PeopleNode(REDIS, KEYS, AccountSettings.OPEN);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
  }

  @Test
  void whoRegisteredIsKnownOnEveryNode() {
    RegisterResponse made = register("alice");
    assertThat(made.getAccount().getUser()).isEqualTo("alice");
    assertThat(made.getAccount().getAdmin()).isFalse();
    assertThat(made.getSession().getName()).isEqualTo("phone");
    assertThat(made.getSession().getCurrent()).isTrue();
    assertThat(made.getToken()).startsWith("rf1_");
    assertThat(user(two, made.getToken())).isEqualTo("alice");
    LogInResponse again = logIn(two, "alice", PASSWORD);
    assertThat(again.getAccount()).isEqualTo(made.getAccount());
    assertThat(user(one, again.getToken())).isEqualTo("alice");
  }

  @Test
  void wrongUserAndWrongPasswordAreToldAlike() {
    register("bob");
    StatusRuntimeException wrongPassword = thrown(() -> logIn(one, "bob", "battery staple"));
    StatusRuntimeException wrongUser = thrown(() -> logIn(one, "bobby", "battery staple"));
    assertThat(reason(wrongPassword)).isEqualTo(Reason.CREDENTIALS_WRONG);
    assertThat(StatusProto.fromThrowable(wrongUser))
        .isEqualTo(StatusProto.fromThrowable(wrongPassword));
  }

  @Test
  void fieldsThatCannotBeAreRefused() {
    assertThat(refusedToRegister("a b", PASSWORD, "")).isEqualTo(Reason.NAME_INVALID);
    assertThat(refusedToRegister("redis", PASSWORD, "")).isEqualTo(Reason.NAME_RESERVED);
    assertThat(refusedToRegister("someone", "short", "")).isEqualTo(Reason.PASSWORD_INVALID);
    assertThat(refusedToRegister("someone", "x".repeat(257), ""))
        .isEqualTo(Reason.PASSWORD_INVALID);
    assertThat(refusedToRegister("someone", PASSWORD, "nonsense")).isEqualTo(Reason.CODE_INVALID);
    assertThat(
            reason(
                () ->
                    one.guest()
                        .register(
                            RegisterRequest.newBuilder()
                                .setUser("someone")
                                .setPassword(PASSWORD)
                                .setDisplayName("x".repeat(300))
                                .build())))
        .isEqualTo(Reason.FIELD_INVALID);
  }

  @Test
  void sessionsAreListedAndEndOneByOne() {
    String phone = register("carol").getToken();
    LogInResponse laptop = logIn(two, "carol", PASSWORD);
    List<AccountSession> sessions = sessions(one, phone);
    assertThat(sessions).hasSize(2);
    assertThat(sessions.get(0).getId()).isEqualTo(laptop.getSession().getId());
    assertThat(sessions).extracting(AccountSession::getCurrent).containsExactly(false, true);
    revoke(one, phone, laptop.getSession().getId());
    assertRefusedSoon(two, laptop.getToken());
    assertThat(sessions(one, phone)).hasSize(1);
    assertThat(reason(() -> revoke(one, phone, laptop.getSession().getId())))
        .isEqualTo(Reason.SESSION_NOT_FOUND);
    assertThat(reason(() -> revoke(one, phone, "nonsense"))).isEqualTo(Reason.SESSION_NOT_FOUND);
  }

  @Test
  void whoLoggedOutIsOutAtOnceWhereThatWasAndSoonElsewhere() {
    String token = register("dave").getToken();
    assertThat(user(two, token)).isEqualTo("dave");
    var unused = one.as(token).logOut(LogOutRequest.getDefaultInstance());
    assertThat(reason(() -> user(one, token))).isEqualTo(Reason.TOKEN_INVALID);
    assertRefusedSoon(two, token);
  }

  @Test
  void changedPasswordEndsOtherSessionsButNoTokens() {
    RegisterResponse phone = register("erin");
    LogInResponse laptop = logIn(two, "erin", PASSWORD);
    CreateTokenResponse bot = createToken(phone.getToken(), Scope.SCOPE_READ);
    var unused =
        one.as(phone.getToken())
            .changePassword(
                ChangePasswordRequest.newBuilder()
                    .setOldPassword(PASSWORD)
                    .setNewPassword("battery staple")
                    .build());
    assertRefusedSoon(two, laptop.getToken());
    assertThat(user(two, phone.getToken())).isEqualTo("erin");
    assertThat(user(two, bot.getToken())).isEqualTo("erin");
    assertThat(reason(() -> logIn(one, "erin", PASSWORD))).isEqualTo(Reason.CREDENTIALS_WRONG);
    assertThat(logIn(one, "erin", "battery staple").getAccount().getUser()).isEqualTo("erin");
  }

  @Test
  void accountsOwnLogTellsWhatHappened() {
    RegisterResponse phone = register("frank");
    LogInResponse laptop = logIn(two, "frank", PASSWORD);
    var unused =
        one.as(phone.getToken())
            .changePassword(
                ChangePasswordRequest.newBuilder()
                    .setOldPassword(PASSWORD)
                    .setNewPassword("battery staple")
                    .build());
    CreateTokenResponse bot = createToken(phone.getToken(), Scope.SCOPE_READ);
    revoke(one, phone.getToken(), bot.getSession().getId());
    String own = phone.getSession().getId();
    String other = laptop.getSession().getId();
    String token = bot.getSession().getId();
    assertThat(notices("frank"))
        .containsExactlyInAnyOrder(
            "SESSION_STARTED " + own,
            "SESSION_STARTED " + other,
            "PASSWORD_CHANGED " + own,
            "SESSION_REVOKED " + other,
            "SESSION_STARTED " + token,
            "SESSION_REVOKED " + token);
  }

  @Test
  void tokenDoesWhatItsScopesAllowAndMakesNoneThatAllowsMore() {
    String phone = register("grace").getToken();
    String reader = createToken(phone, Scope.SCOPE_READ).getToken();
    assertThat(user(one, reader)).isEqualTo("grace");
    assertThat(reason(() -> sessions(one, reader))).isEqualTo(Reason.SCOPE_MISSING);
    assertThat(info(thrown(() -> sessions(one, reader))).getMetadataMap())
        .containsEntry("scope", "SCOPE_ACCOUNT");
    String keeper = createToken(phone, Scope.SCOPE_ACCOUNT).getToken();
    assertThat(sessions(one, keeper)).hasSize(3);
    assertThat(reason(() -> createToken(keeper, Scope.SCOPE_WRITE)))
        .isEqualTo(Reason.SCOPE_MISSING);
    assertThat(reason(() -> createToken(phone, Scope.SCOPE_ADMIN)))
        .as("she is no administrator")
        .isEqualTo(Reason.SCOPE_MISSING);
    assertThat(reason(() -> createToken(phone))).isEqualTo(Reason.FIELD_INVALID);
    assertThat(createToken(keeper, Scope.SCOPE_ACCOUNT).getSession().getScopesList())
        .containsExactly(Scope.SCOPE_ACCOUNT);
  }

  @Test
  void sessionThatHasJustEndedMakesNoTokenWhateverIsRemembered() {
    for (int i = 0; i < 5; i++) {
      String phone = i == 0 ? register("karl").getToken() : logIn(two, "karl", PASSWORD).getToken();
      // So that this node remembers it, while it ends on the other one.
      assertThat(user(one, phone)).isEqualTo("karl");
      var unused = two.as(phone).logOut(LogOutRequest.getDefaultInstance());
      assertThat(reason(() -> createToken(phone, Scope.SCOPE_READ)))
          .isEqualTo(Reason.TOKEN_INVALID);
    }
    String laptop = logIn(two, "karl", PASSWORD).getToken();
    assertThat(sessions(two, laptop)).as("no token that nobody was told").hasSize(1);
  }

  @Test
  void lifetimeOfATokenHasBounds() {
    String phone = register("heidi").getToken();
    for (long seconds : new long[] {59, 366 * 86_400L + 1, -1, Long.MAX_VALUE}) {
      assertThat(reason(() -> createToken(phone, seconds))).isEqualTo(Reason.FIELD_INVALID);
    }
    AccountSession token = createToken(phone, 60).getSession();
    assertThat(token.getExpiresAt().getSeconds() - token.getCreatedAt().getSeconds()).isEqualTo(60);
  }

  @Test
  void tokenMakesNoneThatOutlivesIt() {
    String phone = register("kate").getToken();
    CreateTokenResponse brief =
        one.as(phone)
            .createToken(
                CreateTokenRequest.newBuilder()
                    .setName("bot")
                    .addAllScopes(List.of(Scope.SCOPE_READ, Scope.SCOPE_ACCOUNT))
                    .setLifetime(com.google.protobuf.Duration.newBuilder().setSeconds(600))
                    .build());
    assertThat(createToken(brief.getToken(), Scope.SCOPE_READ).getSession().getExpiresAt())
        .isEqualTo(brief.getSession().getExpiresAt());
    assertThat(createToken(brief.getToken(), 86_400).getSession().getExpiresAt())
        .isEqualTo(brief.getSession().getExpiresAt());
    assertThat(createToken(brief.getToken(), 60).getSession().getExpiresAt().getSeconds())
        .isLessThan(brief.getSession().getExpiresAt().getSeconds());
    AccountSession lasting = createToken(phone, 300 * 86_400L).getSession();
    assertThat(lasting.getExpiresAt().getSeconds() - lasting.getCreatedAt().getSeconds())
        .as("a device may, since the password began its session")
        .isEqualTo(300 * 86_400L);
  }

  @Test
  void sessionsHaveAMost() {
    String phone = register("ivan").getToken();
    IntStream.range(1, 64).forEach(i -> createToken(phone, Scope.SCOPE_READ));
    assertThat(reason(() -> createToken(phone, Scope.SCOPE_READ)))
        .isEqualTo(Reason.TOO_MANY_SESSIONS);
  }

  @Test
  void profileShowsWhatWasSetWithoutWhatCouldHarm() {
    String phone = register("judy").getToken();
    var unused =
        one.as(phone)
            .updateProfile(
                UpdateProfileRequest.newBuilder().setDisplayName("Judy\u202e\u001b[31m").build());
    assertThat(
            two.as(phone)
                .getAccount(GetAccountRequest.getDefaultInstance())
                .getAccount()
                .getDisplayName())
        .isEqualTo("Judy [31m");
  }

  @Test
  void guestHasNoAccount() {
    assertThat(reason(() -> one.guest().getAccount(GetAccountRequest.getDefaultInstance())))
        .isEqualTo(Reason.LOGIN_REQUIRED);
    assertThat(reason(() -> one.guest().logOut(LogOutRequest.getDefaultInstance())))
        .isEqualTo(Reason.LOGIN_REQUIRED);
  }

  @Test
  void headerThatCannotBeReadIsRefusedWhateverTheMethod() {
    for (String header : List.of("", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b")) {
      assertThat(
              reason(() -> one.header(header).getAccount(GetAccountRequest.getDefaultInstance())))
          .as(header)
          .isEqualTo(Reason.TOKEN_INVALID);
      assertThat(
              reason(
                  () ->
                      one.header(header)
                          .logIn(
                              LogInRequest.newBuilder()
                                  .setUser("alice")
                                  .setPassword(PASSWORD)
                                  .build())))
          .as(header)
          .isEqualTo(Reason.TOKEN_INVALID);
    }
    assertThat(
            reason(() -> one.as("rf1_nonsense").getAccount(GetAccountRequest.getDefaultInstance())))
        .isEqualTo(Reason.TOKEN_INVALID);
  }

  @Test
  void firstAdministratorComesByTheNewestCodeOfAnyNodeAndOnlyOnce() {
    RedisKeys keys = new RedisKeys("test-" + MessageId.create() + "-");
    AccountSettings closed = new AccountSettings(false, false, Optional.empty());
    try (PeopleNode first = new PeopleNode(REDIS, keys, closed);
        PeopleNode second = new PeopleNode(REDIS, keys, closed)) {
      String old = first.firstAdmin().orElseThrow().text();
      String code = second.firstAdmin().orElseThrow().text();
      assertThat(reason(() -> register(first, "root", ""))).isEqualTo(Reason.REGISTRATION_CLOSED);
      assertThat(reason(() -> register(first, "root", old))).isEqualTo(Reason.CODE_INVALID);
      assertThat(register(first, "root", code).getAccount().getAdmin()).isTrue();
      assertThat(reason(() -> register(second, "other", code))).isEqualTo(Reason.CODE_INVALID);
      assertThat(first.firstAdmin()).isEmpty();
    }
  }

  private static RegisterResponse register(String user) {
    return register(one, user, "");
  }

  private static RegisterResponse register(PeopleNode node, String user, String code) {
    return node.guest()
        .register(
            RegisterRequest.newBuilder()
                .setUser(user)
                .setPassword(PASSWORD)
                .setDevice("phone")
                .setCode(code)
                .build());
  }

  private static Reason refusedToRegister(String user, String password, String code) {
    return reason(
        () ->
            one.guest()
                .register(
                    RegisterRequest.newBuilder()
                        .setUser(user)
                        .setPassword(password)
                        .setCode(code)
                        .build()));
  }

  private static LogInResponse logIn(PeopleNode node, String user, String password) {
    return node.guest()
        .logIn(LogInRequest.newBuilder().setUser(user).setPassword(password).build());
  }

  private static String user(PeopleNode node, String token) {
    return node.as(token).getAccount(GetAccountRequest.getDefaultInstance()).getAccount().getUser();
  }

  private static List<AccountSession> sessions(PeopleNode node, String token) {
    return node.as(token).listSessions(ListSessionsRequest.getDefaultInstance()).getSessionsList();
  }

  private static void revoke(PeopleNode node, String token, String session) {
    var unused =
        node.as(token).revokeSession(RevokeSessionRequest.newBuilder().setSession(session).build());
  }

  private static CreateTokenResponse createToken(String token, Scope... scopes) {
    return one.as(token)
        .createToken(
            CreateTokenRequest.newBuilder().setName("bot").addAllScopes(List.of(scopes)).build());
  }

  private static CreateTokenResponse createToken(String token, long seconds) {
    return one.as(token)
        .createToken(
            CreateTokenRequest.newBuilder()
                .setName("bot")
                .addScopes(Scope.SCOPE_READ)
                .setLifetime(com.google.protobuf.Duration.newBuilder().setSeconds(seconds))
                .build());
  }

  private static void assertRefusedSoon(PeopleNode node, String token) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsMatching(e -> e instanceof AssertionError)
        .until(() -> reason(() -> user(node, token)) == Reason.TOKEN_INVALID);
  }

  private static List<String> notices(String user) {
    try (RedisMessageLog log = new RedisMessageLog(REDIS, KEYS, 0, 1, RedisObserver.NONE)) {
      return log.readAfter(new RoomName("@" + user), Position.ORIGIN, 100).entries().stream()
          .map(Entry::content)
          .map(content -> (Content.Notice) content)
          .map(notice -> notice.kind() + " " + notice.session().orElse(""))
          .toList();
    }
  }

  private static Reason reason(Executable call) {
    return reason(thrown(call));
  }

  private static Reason reason(StatusRuntimeException refusal) {
    return Reason.valueOf(info(refusal).getReason());
  }

  private static StatusRuntimeException thrown(Executable call) {
    try {
      call.execute();
    } catch (StatusRuntimeException refusal) {
      return refusal;
    } catch (Throwable other) {
      throw new AssertionError("not refused but", other);
    }
    throw new AssertionError("not refused");
  }

  private static ErrorInfo info(StatusRuntimeException refusal) {
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    assertThat(status).isNotNull();
    try {
      return status.getDetails(0).unpack(ErrorInfo.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("no ErrorInfo: " + status, e);
    }
  }
}
