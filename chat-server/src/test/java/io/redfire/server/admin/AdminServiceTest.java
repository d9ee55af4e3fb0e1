package io.redfire.server.admin;

import static io.redfire.core.room.RoomKind.ANNOUNCEMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Account;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.AnnounceRequest;
import io.redfire.chat.v1.CreateAccountRequest;
import io.redfire.chat.v1.CreateAccountResponse;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.GetAccountRequest;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.LeaveRoomRequest;
import io.redfire.chat.v1.ListAccountSessionsRequest;
import io.redfire.chat.v1.ListAccountsRequest;
import io.redfire.chat.v1.ListAccountsResponse;
import io.redfire.chat.v1.ListAllRoomsRequest;
import io.redfire.chat.v1.ListMembersRequest;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.Member;
import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.ModerateAnyMemberRequest;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.ResetPasswordRequest;
import io.redfire.chat.v1.RevokeAccountSessionRequest;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.Scope;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.chat.v1.UpdateAnyRoomRequest;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.core.log.Content;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.account.RedisAccounts;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.server.AccountSettings;
import io.redfire.server.account.NewAccountName;
import io.redfire.server.api.PeopleNode;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What administrators do with accounts and announcements, over real channels to a closed node. */
class AdminServiceTest {
  private static final String PASSWORD = "correct horse";
  private static final RoomName ROOM = new RoomName("announcements");
  private static final RedisConnections REDIS = TestRedis.shared().connections();
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final Logger audit = (Logger) LoggerFactory.getLogger("audit");
  private final ListAppender<ILoggingEvent> noted = new ListAppender<>();
  private PeopleNode node;
  private String root;

  @BeforeEach
  void start() {
    node = new PeopleNode(REDIS, keys, new AccountSettings(false, false, Optional.empty()));
    root = register("root", node.firstAdmin().orElseThrow().text());
    audit.setLevel(Level.INFO);
    noted.start();
    audit.addAppender(noted);
  }

  @AfterEach
  void stop() {
    audit.detachAppender(noted);
    node.close();
  }

  @Test
  void noMethodLetsAnybodyElseIn() {
    String alice = account("alice");
    String reader = token(root, Scope.SCOPE_READ);
    assertThat(AdminServiceGrpc.getServiceDescriptor().getMethods()).hasSizeGreaterThan(12);
    for (MethodDescriptor<?, ?> method : AdminServiceGrpc.getServiceDescriptor().getMethods()) {
      String name = method.getFullMethodName();
      assertThat(refusal(method, "")).as(name).isEqualTo(Reason.LOGIN_REQUIRED);
      assertThat(refusal(method, alice)).as(name).isEqualTo(Reason.NOT_ADMIN);
      assertThat(refusal(method, reader)).as(name).isEqualTo(Reason.SCOPE_MISSING);
    }
    assertThat(noted.list).extracting(ILoggingEvent::getFormattedMessage).hasSize(1);
  }

  @Test
  void tokenWithTheScopeDoesWhatItsAdministratorMay() {
    String bot = token(root, Scope.SCOPE_ADMIN);
    assertThat(
            node.admin(bot)
                .listAccounts(ListAccountsRequest.getDefaultInstance())
                .getAccountsList())
        .hasSize(1);
  }

  @Test
  void roomsOfOthersAreUpdatedAndModeratedAsByTheirOwners() {
    String alice = account("alice");
    String bob = account("bob");
    CreateRoomRequest create =
        CreateRoomRequest.newBuilder()
            .setRoom("lounge")
            .setRules(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PUBLIC))
            .build();
    assertThat(node.rooms(alice).createRoom(create).getRoom().getName()).isEqualTo("lounge");
    JoinRoomRequest join = JoinRoomRequest.newBuilder().setRoom("lounge").build();
    assertThat(node.rooms(bob).joinRoom(join).getRoom().getName()).isEqualTo("lounge");

    UpdateRoomRequest update =
        UpdateRoomRequest.newBuilder().setRoom("lounge").setTitle("The lounge").build();
    RoomRules rules =
        node.admin(root)
            .updateAnyRoom(UpdateAnyRoomRequest.newBuilder().setUpdate(update).build())
            .getRoom()
            .getRules();
    assertThat(rules.getTitle()).isEqualTo("The lounge");
    ModerateMemberRequest ban =
        ModerateMemberRequest.newBuilder()
            .setRoom("lounge")
            .setUser("bob")
            .setAction(MembershipAction.MEMBERSHIP_ACTION_BANNED)
            .build();
    assertThat(
            node.admin(root)
                .moderateAnyMember(ModerateAnyMemberRequest.newBuilder().setModeration(ban).build())
                .isInitialized())
        .isTrue();
    assertThat(Refusal.of(() -> node.rooms(bob).joinRoom(join))).isEqualTo(Reason.BANNED);

    UpdateAnyRoomRequest open =
        UpdateAnyRoomRequest.newBuilder().setUpdate(update.toBuilder().setRoom("chat")).build();
    assertThat(Refusal.of(() -> node.admin(root).updateAnyRoom(open)))
        .isEqualTo(Reason.NOT_PERMITTED);
  }

  @Test
  void codeIsGoodForItsNameOnlyAndOnce() {
    CreateAccountResponse made = code("alice");
    assertThat(Refusal.of(() -> register("alice", ""))).isEqualTo(Reason.REGISTRATION_CLOSED);
    assertThat(Refusal.of(() -> register("bob", made.getCode()))).isEqualTo(Reason.CODE_INVALID);
    assertThat(register("alice", made.getCode())).isNotEmpty();
    assertThat(Refusal.of(() -> code("alice"))).isEqualTo(Reason.NAME_TAKEN);
    assertThat(Refusal.of(() -> code("a1ice"))).isEqualTo(Reason.NAME_CONFUSABLE);
    assertThat(
            Refusal.of(
                () ->
                    node.admin(root)
                        .createAccount(
                            CreateAccountRequest.newBuilder()
                                .setUser("carol")
                                .setLifetime(
                                    com.google.protobuf.Duration.newBuilder()
                                        .setSeconds(31 * 86_400L))
                                .build())))
        .isEqualTo(Reason.FIELD_INVALID);
  }

  @Test
  void accountsAreListedInPagesAndByPrefix() {
    for (String name : List.of("alice", "bob", "bella", "carol")) {
      account(name);
    }
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      ListAccountsResponse page =
          node.admin(root)
              .listAccounts(
                  ListAccountsRequest.newBuilder().setPageSize(2).setPageToken(token).build());
      page.getAccountsList().forEach(account -> names.add(account.getUser()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(names).containsExactly("alice", "bella", "bob", "carol", "root");
    assertThat(
            node.admin(root)
                .listAccounts(ListAccountsRequest.newBuilder().setPrefix("b").build())
                .getAccountsList())
        .extracting(Account::getUser)
        .containsExactly("bella", "bob");
  }

  @Test
  void disabledAccountLosesItsSessionsAndItsOwnLogTellsOfIt() {
    String alice = account("alice");
    String bot = token(alice, Scope.SCOPE_READ);
    assertThat(update("alice", Optional.of(true), Optional.empty()).getDisabled()).isTrue();
    assertThat(Refusal.of(() -> user(alice))).isEqualTo(Reason.TOKEN_INVALID);
    assertThat(Refusal.of(() -> user(bot))).isEqualTo(Reason.TOKEN_INVALID);
    assertThat(Refusal.of(() -> logIn("alice", PASSWORD))).isEqualTo(Reason.ACCOUNT_DISABLED);
    assertThat(notices("alice")).contains("ACCOUNT_CHANGED", "SESSION_REVOKED");
    assertThat(update("alice", Optional.of(false), Optional.empty()).getDisabled()).isFalse();
    assertThat(user(logIn("alice", PASSWORD))).isEqualTo("alice");
    assertThat(Refusal.of(() -> update("nobody", Optional.of(true), Optional.empty())))
        .isEqualTo(Reason.USER_NOT_FOUND);
  }

  @Test
  void oneAdministratorIsAlwaysLeft() {
    String alice = account("alice");
    assertThat(Refusal.of(() -> update("root", Optional.empty(), Optional.of(false))))
        .isEqualTo(Reason.LAST_ADMIN);
    assertThat(Refusal.of(() -> update("root", Optional.of(true), Optional.empty())))
        .isEqualTo(Reason.LAST_ADMIN);
    assertThat(update("alice", Optional.empty(), Optional.of(true)).getAdmin()).isTrue();
    assertThat(update("root", Optional.empty(), Optional.of(false)).getAdmin()).isFalse();
    assertThat(Refusal.of(() -> update("alice", Optional.empty(), Optional.of(true))))
        .as("root is none any more")
        .isEqualTo(Reason.NOT_ADMIN);
    assertThat(node.admin(alice).listAccounts(ListAccountsRequest.getDefaultInstance()))
        .isNotNull();
  }

  @Test
  void accountOfAnIssuerIsNoAdministratorsUntilItHasAPassword() {
    UserName alice = new UserName("alice");
    try (RedisAccounts accounts = new RedisAccounts(REDIS, keys, 1)) {
      var made =
          accounts.createIssued(
              new io.redfire.core.account.Account(alice, "", false, false, Instant.now()),
              NewAccountName.skeletons(alice),
              "a person");
      assertThat(made).isTrue();
    }
    assertThat(Refusal.of(() -> update("alice", Optional.empty(), Optional.of(true))))
        .isEqualTo(Reason.FIELD_INVALID);
    assertThat(Refusal.of(() -> update("root", Optional.empty(), Optional.of(false))))
        .isEqualTo(Reason.LAST_ADMIN);
    assertThat(update("alice", Optional.of(true), Optional.of(false)).getDisabled()).isTrue();
    var unused =
        node.admin(root)
            .resetPassword(
                ResetPasswordRequest.newBuilder()
                    .setUser("alice")
                    .setNewPassword(PASSWORD)
                    .build());
    assertThat(update("alice", Optional.of(false), Optional.of(true)).getAdmin()).isTrue();
    assertThat(update("root", Optional.empty(), Optional.of(false)).getAdmin()).isFalse();
  }

  @Test
  void resetPasswordEndsSessionsAndTokens() {
    String alice = account("alice");
    String bot = token(alice, Scope.SCOPE_READ);
    var unused =
        node.admin(root)
            .resetPassword(
                ResetPasswordRequest.newBuilder()
                    .setUser("alice")
                    .setNewPassword("battery staple")
                    .build());
    assertThat(Refusal.of(() -> user(alice))).isEqualTo(Reason.TOKEN_INVALID);
    assertThat(Refusal.of(() -> user(bot))).isEqualTo(Reason.TOKEN_INVALID);
    assertThat(Refusal.of(() -> logIn("alice", PASSWORD))).isEqualTo(Reason.CREDENTIALS_WRONG);
    assertThat(user(logIn("alice", "battery staple"))).isEqualTo("alice");
    assertThat(notices("alice")).contains("PASSWORD_CHANGED");
    assertThat(
            Refusal.of(
                () ->
                    node.admin(root)
                        .resetPassword(
                            ResetPasswordRequest.newBuilder()
                                .setUser("alice")
                                .setNewPassword("short")
                                .build())))
        .isEqualTo(Reason.PASSWORD_INVALID);
  }

  @Test
  void sessionsOfOthersAreListedAndEndOneByOneOrAll() {
    String phone = account("alice");
    String laptop = logIn("alice", PASSWORD);
    ListAccountSessionsRequest all =
        ListAccountSessionsRequest.newBuilder().setUser("alice").build();
    assertThat(node.admin(root).listAccountSessions(all).getSessionsList()).hasSize(2);
    String newest = node.admin(root).listAccountSessions(all).getSessions(0).getId();
    revoke("alice", newest);
    assertThat(Refusal.of(() -> user(laptop))).isEqualTo(Reason.TOKEN_INVALID);
    assertThat(user(phone)).isEqualTo("alice");
    assertThat(Refusal.of(() -> revoke("alice", newest))).isEqualTo(Reason.SESSION_NOT_FOUND);
    revoke("alice", "");
    assertThat(Refusal.of(() -> user(phone))).isEqualTo(Reason.TOKEN_INVALID);
    assertThat(node.admin(root).listAccountSessions(all).getSessionsList()).isEmpty();
  }

  @Test
  void announcementMakesItsRoomAndStandsThereOnce() {
    String id = MessageId.create().value();
    Accepted first = announce(id, "maintenance at nine");
    Accepted again = announce(id, "maintenance at nine");
    assertThat(first.getRoom()).isEqualTo("announcements");
    assertThat(again.getDuplicate()).isTrue();
    assertThat(again.getSeq()).isEqualTo(first.getSeq());
    await().until(() -> !rooms().isEmpty());
    Room room = rooms().get(0);
    assertThat(room.getName()).isEqualTo("announcements");
    assertThat(room.getRules().getKind()).isEqualTo(RoomKind.ROOM_KIND_ANNOUNCEMENT);
    assertThat(announce("", "another").getSeq()).isEqualTo(first.getSeq() + 1);
  }

  @Test
  void announcementGoesToNoRoomThatOthersWriteTo() {
    append(
        new NewMessage(
            ROOM, MessageId.create(), new UserName("mallory"), Instant.now(), "pushed to Redis"));
    assertThat(Refusal.of(() -> announce("", "to all"))).isEqualTo(Reason.ROOM_EXISTS);
  }

  @Test
  void announcementGoesToNoRoomThatSomebodyElseOwns() {
    UserName mallory = new UserName("mallory");
    append(
        new NewGovernance(
            ROOM,
            MessageId.create(),
            mallory,
            Instant.now(),
            "",
            Optional.of(io.redfire.core.room.RoomRules.of(ANNOUNCEMENT)),
            List.of(
                new NewGovernance.PartChange(
                    mallory,
                    io.redfire.core.room.MembershipAction.JOINED,
                    Optional.of(io.redfire.core.room.Role.OWNER),
                    false,
                    Instant.MIN,
                    Instant.MIN,
                    ""))));
    assertThat(Refusal.of(() -> announce("", "to all"))).isEqualTo(Reason.ROOM_EXISTS);
  }

  @Test
  void noPartInTheRoomOutlastsBeingAnAdministrator() {
    String alice = account("alice");
    Accepted first = announce("", "to all");
    update("alice", Optional.empty(), Optional.of(true));
    var demoted =
        node.admin(alice)
            .updateAccount(
                UpdateAccountRequest.newBuilder().setUser("root").setAdmin(false).build());
    assertThat(demoted.getAccount().getAdmin()).isFalse();

    UpdateRoomRequest update =
        UpdateRoomRequest.newBuilder().setRoom("announcements").setTitle("mine").build();
    assertThat(Refusal.of(() -> node.rooms(root).updateRoom(update)))
        .isEqualTo(Reason.NOT_A_MEMBER);
    JoinRoomRequest join = JoinRoomRequest.newBuilder().setRoom("announcements").build();
    assertThat(node.rooms(root).joinRoom(join).getRoom().getName()).isEqualTo("announcements");
    SendMessageRequest mine =
        SendMessageRequest.newBuilder()
            .setMessage(OutgoingMessage.newBuilder().setRoom("announcements").setText("mine"))
            .build();
    assertThat(Refusal.of(() -> node.chat(root).sendMessage(mine))).isEqualTo(Reason.NOT_PERMITTED);
    assertThat(
            node.admin(alice)
                .announce(AnnounceRequest.newBuilder().setText("by another").build())
                .getAccepted()
                .getSeq())
        .isGreaterThan(first.getSeq());
  }

  @Test
  void whoOpensARoomAgainThatItsOwnersLeftOwnsIt() {
    String alice = account("alice");
    CreateRoomRequest create =
        CreateRoomRequest.newBuilder()
            .setRoom("lounge")
            .setRules(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PUBLIC))
            .build();
    assertThat(node.rooms(alice).createRoom(create).getRoom().getName()).isEqualTo("lounge");
    var left = node.rooms(alice).leaveRoom(LeaveRoomRequest.newBuilder().setRoom("lounge").build());
    assertThat(left).isNotNull();
    JoinRoomRequest join = JoinRoomRequest.newBuilder().setRoom("lounge").build();
    assertThat(Refusal.of(() -> node.rooms(alice).joinRoom(join))).isEqualTo(Reason.ROOM_ARCHIVED);

    UpdateRoomRequest open =
        UpdateRoomRequest.newBuilder().setRoom("lounge").setArchived(false).build();
    var opened =
        node.admin(root).updateAnyRoom(UpdateAnyRoomRequest.newBuilder().setUpdate(open).build());

    assertThat(opened.getRoom().getRules().getArchived()).isFalse();
    assertThat(node.rooms(alice).joinRoom(join).getRoom().getName()).isEqualTo("lounge");
    assertThat(
            node.rooms(alice)
                .listMembers(ListMembersRequest.newBuilder().setRoom("lounge").build())
                .getMembersList())
        .filteredOn(member -> member.getRole() == Role.ROLE_OWNER)
        .extracting(Member::getUser)
        .containsExactly("root");
  }

  @Test
  void auditTellsWhoWhatAndWhomAndNoSecret() {
    account("alice");
    announce("", "canary-text");
    var unused =
        node.admin(root)
            .resetPassword(
                ResetPasswordRequest.newBuilder()
                    .setUser("alice")
                    .setNewPassword("canary-password")
                    .build());
    assertThat(noted.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "root: makes a code to register alice",
            "root: announces in announcements",
            "root: resets the password of alice");
  }

  private Reason refusal(MethodDescriptor<?, ?> method, String token) {
    Metadata headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(AUTHORIZATION, "Bearer " + token);
    }
    ManagedChannel channel = node.channel();
    MethodDescriptor<InputStream, InputStream> raw =
        MethodDescriptor.newBuilder(BYTES, BYTES)
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .setFullMethodName(method.getFullMethodName())
            .build();
    try {
      Iterator<InputStream> answers =
          ClientCalls.blockingServerStreamingCall(
              io.grpc.ClientInterceptors.intercept(
                  channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
              raw,
              CallOptions.DEFAULT,
              InputStream.nullInputStream());
      throw new AssertionError("let in: " + answers.hasNext());
    } catch (StatusRuntimeException refused) {
      return Refusal.of(refused);
    }
  }

  private static final MethodDescriptor.Marshaller<InputStream> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(InputStream bytes) {
          return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public InputStream parse(InputStream bytes) {
          return bytes;
        }
      };

  private CreateAccountResponse code(String user) {
    return node.admin(root).createAccount(CreateAccountRequest.newBuilder().setUser(user).build());
  }

  private String account(String user) {
    return register(user, code(user).getCode());
  }

  private String register(String user, String code) {
    return node.guest()
        .register(
            RegisterRequest.newBuilder().setUser(user).setPassword(PASSWORD).setCode(code).build())
        .getToken();
  }

  private String logIn(String user, String password) {
    return node.guest()
        .logIn(LogInRequest.newBuilder().setUser(user).setPassword(password).build())
        .getToken();
  }

  private String token(String of, Scope scope) {
    return node.as(of)
        .createToken(CreateTokenRequest.newBuilder().setName("bot").addScopes(scope).build())
        .getToken();
  }

  private String user(String token) {
    return node.as(token).getAccount(GetAccountRequest.getDefaultInstance()).getAccount().getUser();
  }

  private Account update(String user, Optional<Boolean> disabled, Optional<Boolean> admin) {
    UpdateAccountRequest.Builder request = UpdateAccountRequest.newBuilder().setUser(user);
    disabled.ifPresent(request::setDisabled);
    admin.ifPresent(request::setAdmin);
    return node.admin(root).updateAccount(request.build()).getAccount();
  }

  private void revoke(String user, String session) {
    var unused =
        node.admin(root)
            .revokeAccountSession(
                RevokeAccountSessionRequest.newBuilder().setUser(user).setSession(session).build());
  }

  private Accepted announce(String id, String text) {
    return node.admin(root)
        .announce(AnnounceRequest.newBuilder().setId(id).setText(text).build())
        .getAccepted();
  }

  private List<Room> rooms() {
    return node.admin(root).listAllRooms(ListAllRoomsRequest.getDefaultInstance()).getRoomsList();
  }

  private void append(NewEntry entry) {
    try (RedisMessageLog log = new RedisMessageLog(REDIS, keys, 0, 1, RedisObserver.NONE)) {
      var unused = log.append(entry).join();
    }
  }

  private List<String> notices(String user) {
    try (RedisMessageLog log = new RedisMessageLog(REDIS, keys, 0, 1, RedisObserver.NONE)) {
      return log.readAfter(new RoomName("@" + user), Position.ORIGIN, 100).entries().stream()
          .map(entry -> ((Content.Notice) entry.content()).kind().name())
          .toList();
    }
  }
}
