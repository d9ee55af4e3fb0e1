package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import io.redfire.chat.v1.AnnounceRequest;
import io.redfire.chat.v1.BotServiceGrpc;
import io.redfire.chat.v1.BotServiceGrpc.BotServiceBlockingStub;
import io.redfire.chat.v1.ChangePasswordRequest;
import io.redfire.chat.v1.CommandRun;
import io.redfire.chat.v1.CreateAccountRequest;
import io.redfire.chat.v1.CreateIncomingWebhookRequest;
import io.redfire.chat.v1.CreateInviteRequest;
import io.redfire.chat.v1.CreateOutgoingWebhookRequest;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.DeleteWebhookRequest;
import io.redfire.chat.v1.DeliveryMark;
import io.redfire.chat.v1.EraseUserMessagesRequest;
import io.redfire.chat.v1.EraseUserMessagesResponse;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.chat.v1.GetAccountRequest;
import io.redfire.chat.v1.GetPresenceRequest;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.ImportRoomRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import io.redfire.chat.v1.InviteUserRequest;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.LeaveRoomRequest;
import io.redfire.chat.v1.ListAccountSessionsRequest;
import io.redfire.chat.v1.ListAccountsRequest;
import io.redfire.chat.v1.ListAllRoomsRequest;
import io.redfire.chat.v1.ListCommandsRequest;
import io.redfire.chat.v1.ListInboxRequest;
import io.redfire.chat.v1.ListMembersRequest;
import io.redfire.chat.v1.ListReceiptsRequest;
import io.redfire.chat.v1.ListSessionsRequest;
import io.redfire.chat.v1.ListWebhooksRequest;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.MarkDeliveredRequest;
import io.redfire.chat.v1.MarkReadRequest;
import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.ModerateAnyMemberRequest;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.OpenDirectRoomRequest;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.PresenceState;
import io.redfire.chat.v1.ReadMark;
import io.redfire.chat.v1.RegisterCommandRequest;
import io.redfire.chat.v1.ResetPasswordRequest;
import io.redfire.chat.v1.RevokeAccountSessionRequest;
import io.redfire.chat.v1.RevokeSessionRequest;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.chat.v1.RoomServiceGrpc.RoomServiceBlockingStub;
import io.redfire.chat.v1.RunCommandRequest;
import io.redfire.chat.v1.Scope;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.chat.v1.SearchServiceGrpc;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.SetPresenceRequest;
import io.redfire.chat.v1.SetRoleRequest;
import io.redfire.chat.v1.UnregisterCommandRequest;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.chat.v1.UpdateAnyRoomRequest;
import io.redfire.chat.v1.UpdateProfileRequest;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.chat.v1.WebhookServiceGrpc;
import io.redfire.chat.v1.WebhookServiceGrpc.WebhookServiceBlockingStub;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Every call about accounts, rooms and administration, once, with all that it makes a node ask of
 * Redis. Each must go well. For one thread.
 */
final class PeopleCalls {
  private static final String PASSWORD = "correct horse";
  private static final String OTHER_PASSWORD = "battery staple";
  private static final String ROOM = "den";
  private static final String LOBBY = "lobby";

  private final TestNode node;
  private final SignedIn root;
  private final SignedIn anna;
  private final SignedIn ben;

  private PeopleCalls(TestNode node) {
    this.node = node;
    this.root = SignedIn.register(node, "root", node.firstAdminCode());
    this.anna = SignedIn.register(node, "anna");
    this.ben = SignedIn.register(node, "ben");
  }

  /** Makes them all at a node without an administrator. */
  static void makeAll(TestNode node) {
    PeopleCalls calls = new PeopleCalls(node);
    calls.accounts();
    calls.rooms();
    calls.inbox();
    calls.bots();
    calls.administration();
    calls.transfers();
    calls.erasing();
  }

  private AccountServiceBlockingStub account(SignedIn user) {
    return AccountServiceGrpc.newBlockingStub(user.at(node))
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private RoomServiceBlockingStub rooms(SignedIn user) {
    return RoomServiceGrpc.newBlockingStub(user.at(node)).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private AdminServiceBlockingStub admin() {
    return AdminServiceGrpc.newBlockingStub(root.at(node)).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private void accounts() {
    var session =
        account(ben)
            .logIn(LogInRequest.newBuilder().setUser("ben").setPassword(PASSWORD).build())
            .getSession();
    assertThat(account(ben).getAccount(GetAccountRequest.getDefaultInstance()).getAccount())
        .extracting(io.redfire.chat.v1.Account::getUser)
        .isEqualTo("ben");
    assertThat(
            account(ben)
                .updateProfile(UpdateProfileRequest.newBuilder().setDisplayName("Ben").build())
                .hasAccount())
        .isTrue();
    assertThat(
            account(ben)
                .createToken(
                    CreateTokenRequest.newBuilder()
                        .setName("bot")
                        .addScopes(Scope.SCOPE_READ)
                        .build())
                .getToken())
        .isNotEmpty();
    assertThat(
            account(ben).listSessions(ListSessionsRequest.getDefaultInstance()).getSessionsList())
        .hasSize(3);
    assertThat(
            account(ben)
                .revokeSession(
                    RevokeSessionRequest.newBuilder().setSession(session.getId()).build()))
        .isNotNull();
    assertThat(
            account(ben)
                .changePassword(
                    ChangePasswordRequest.newBuilder()
                        .setOldPassword(PASSWORD)
                        .setNewPassword(OTHER_PASSWORD)
                        .build()))
        .isNotNull();
    SignedIn.register(node, "carl").logOut(node);
  }

  private void rooms() {
    assertThat(
            rooms(anna)
                .createRoom(
                    CreateRoomRequest.newBuilder()
                        .setRoom(ROOM)
                        .setRules(
                            RoomRules.newBuilder()
                                .setKind(RoomKind.ROOM_KIND_PRIVATE)
                                .setTitle("The den")
                                .setSlowMode(Duration.newBuilder().setSeconds(1)))
                        .build())
                .hasRoom())
        .isTrue();
    String code =
        rooms(anna).createInvite(CreateInviteRequest.newBuilder().setRoom(ROOM).build()).getCode();
    assertThat(
            rooms(ben)
                .joinRoom(JoinRoomRequest.newBuilder().setRoom(ROOM).setCode(code).build())
                .hasRoom())
        .isTrue();
    assertThat(
            ben.calls(node)
                .sendMessage(
                    SendMessageRequest.newBuilder()
                        .setMessage(OutgoingMessage.newBuilder().setRoom(ROOM).setText("hello"))
                        .build())
                .hasAccepted())
        .isTrue();
    assertThat(
            SearchServiceGrpc.newBlockingStub(ben.at(node))
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .searchMessages(SearchMessagesRequest.newBuilder().setQuery("hello").build()))
        .isNotNull();
    assertThat(
            rooms(anna)
                .updateRoom(
                    UpdateRoomRequest.newBuilder()
                        .setRoom(ROOM)
                        .setSlowMode(Duration.getDefaultInstance())
                        .build())
                .hasRoom())
        .isTrue();
    assertThat(
            rooms(anna)
                .setRole(
                    SetRoleRequest.newBuilder()
                        .setRoom(ROOM)
                        .setUser("ben")
                        .setRole(Role.ROLE_MODERATOR)
                        .build()))
        .isNotNull();
    assertThat(
            rooms(ben)
                .inviteUser(InviteUserRequest.newBuilder().setRoom(ROOM).setUser("carl").build()))
        .isNotNull();
    assertThat(
            rooms(ben)
                .moderateMember(moderation("carl", MembershipAction.MEMBERSHIP_ACTION_KICKED)))
        .isNotNull();
    assertThat(
            rooms(ben)
                .listMembers(ListMembersRequest.newBuilder().setRoom(ROOM).build())
                .getMembersCount())
        .isEqualTo(2);
    assertThat(
            rooms(anna)
                .openDirectRoom(OpenDirectRoomRequest.newBuilder().setUser("ben").build())
                .hasRoom())
        .isTrue();
  }

  private static ModerateMemberRequest moderation(String user, MembershipAction action) {
    return ModerateMemberRequest.newBuilder().setRoom(ROOM).setUser(user).setAction(action).build();
  }

  private void inbox() {
    try (StreamProbe reader = StreamProbe.open(ben.at(node));
        StreamProbe writer = anna.connect(node)) {
      long hello = reader.ask(frame -> frame.setHello(Hello.newBuilder().setInbox(true)));
      assertThat(reader.answer(hello).hasWelcome()).isTrue();
      long seq = writer.say(ROOM, "hello @ben").getSeq();
      var unused =
          reader
              .heard()
              .await(
                  "the mention",
                  event -> event.hasInboxRoom() && event.getInboxRoom().getMentioned());
      ReadMark mark = ReadMark.newBuilder().setRoom(ROOM).setSeq(seq).build();
      Event marked = reader.answer(reader.ask(frame -> frame.setMarkRead(mark)));
      assertThat(marked.getMarkedRead().getSeq()).isEqualTo(seq);
      assertThat(
              rooms(anna)
                  .markRead(MarkReadRequest.newBuilder().setMark(mark).build())
                  .getMarked()
                  .getSeq())
          .isEqualTo(seq);
      assertThat(
              ben.presence(node)
                  .markDelivered(
                      MarkDeliveredRequest.newBuilder()
                          .setMark(DeliveryMark.newBuilder().setRoom(ROOM).setSeq(seq))
                          .build())
                  .getReceipt()
                  .getDeliveredSeq())
          .isEqualTo(seq);
      assertThat(
              anna.presence(node)
                  .listReceipts(ListReceiptsRequest.newBuilder().setRoom(ROOM).build())
                  .getReceiptsList())
          .hasSize(2);
      assertThat(
              anna.presence(node)
                  .setPresence(
                      SetPresenceRequest.newBuilder().setSetting(PresenceAttempts.AWAY).build())
                  .getPresence()
                  .hasSince())
          .isTrue();
      // The streams are told to the store by then.
      Waiting.patiently()
          .until(
              () ->
                  ben.presence(node)
                          .getPresence(GetPresenceRequest.newBuilder().addUsers("anna").build())
                          .getPresences(0)
                          .getState()
                      == PresenceState.PRESENCE_STATE_ONLINE);
    }
    assertThat(rooms(ben).listInbox(ListInboxRequest.getDefaultInstance()).getRoomsList())
        .hasSize(2);
    assertThat(rooms(ben).leaveRoom(LeaveRoomRequest.newBuilder().setRoom(ROOM).build()))
        .isNotNull();
  }

  private void administration() {
    assertThat(admin().listAccounts(ListAccountsRequest.getDefaultInstance()).getAccountsList())
        .hasSize(4);
    String code =
        admin().createAccount(CreateAccountRequest.newBuilder().setUser("dora").build()).getCode();
    SignedIn dora = SignedIn.register(node, "dora", code);
    assertThat(
            admin()
                .listAccountSessions(
                    ListAccountSessionsRequest.newBuilder().setUser(dora.name()).build())
                .getSessionsList())
        .hasSize(1);
    assertThat(
            admin()
                .revokeAccountSession(
                    RevokeAccountSessionRequest.newBuilder().setUser("dora").build()))
        .isNotNull();
    assertThat(
            admin()
                .resetPassword(
                    ResetPasswordRequest.newBuilder()
                        .setUser("dora")
                        .setNewPassword(OTHER_PASSWORD)
                        .build()))
        .isNotNull();
    assertThat(
            admin()
                .updateAccount(
                    UpdateAccountRequest.newBuilder()
                        .setUser("dora")
                        .setAdmin(true)
                        .setDisabled(true)
                        .build())
                .getAccount()
                .getDisabled())
        .isTrue();
    assertThat(
            admin()
                .updateAnyRoom(
                    UpdateAnyRoomRequest.newBuilder()
                        .setUpdate(UpdateRoomRequest.newBuilder().setRoom(ROOM).setTopic("Rest"))
                        .build())
                .hasRoom())
        .isTrue();
    assertThat(
            admin()
                .moderateAnyMember(
                    ModerateAnyMemberRequest.newBuilder()
                        .setModeration(moderation("anna", MembershipAction.MEMBERSHIP_ACTION_MUTED))
                        .build()))
        .isNotNull();
    assertThat(
            admin()
                .announce(AnnounceRequest.newBuilder().setText("hello all").build())
                .hasAccepted())
        .isTrue();
    assertThat(admin().listAllRooms(ListAllRoomsRequest.getDefaultInstance()).getRoomsCount())
        .isPositive();
  }

  private void transfers() {
    ByteString lines = ByteString.EMPTY;
    var pages = admin().exportRoom(ExportRoomRequest.newBuilder().setRoom(ROOM).build());
    while (pages.hasNext()) {
      lines = lines.concat(pages.next().getLines());
    }
    CompletableFuture<ImportRoomResponse> imported = new CompletableFuture<>();
    var upload =
        AdminServiceGrpc.newStub(root.at(node))
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .importRoom(
                new io.grpc.stub.StreamObserver<>() {
                  @Override
                  public void onNext(ImportRoomResponse answer) {
                    imported.complete(answer);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    imported.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    upload.onNext(ImportRoomRequest.newBuilder().setRoom("den-2").setLines(lines).build());
    upload.onCompleted();
    assertThat(imported.join().getEntries()).isPositive();
  }

  private void bots() {
    String room = "workshop";
    assertThat(
            rooms(anna)
                .createRoom(
                    CreateRoomRequest.newBuilder()
                        .setRoom(room)
                        .setRules(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PUBLIC))
                        .build())
                .hasRoom())
        .isTrue();
    BotServiceBlockingStub bots =
        BotServiceGrpc.newBlockingStub(anna.at(node)).withDeadlineAfter(60, TimeUnit.SECONDS);
    assertThat(
            bots.registerCommand(
                    RegisterCommandRequest.newBuilder().setRoom(room).setName("roll").build())
                .hasCommand())
        .isTrue();
    assertThat(
            bots.listCommands(ListCommandsRequest.newBuilder().setRoom(room).build())
                .getCommandsList())
        .hasSize(1);
    assertThat(
            bots.runCommand(
                    RunCommandRequest.newBuilder()
                        .setRun(CommandRun.newBuilder().setRoom(room).setName("roll"))
                        .build())
                .hasAccepted())
        .isTrue();
    WebhookServiceBlockingStub hooks =
        WebhookServiceGrpc.newBlockingStub(anna.at(node)).withDeadlineAfter(60, TimeUnit.SECONDS);
    var made =
        hooks.createIncomingWebhook(
            CreateIncomingWebhookRequest.newBuilder().setRoom(room).setName("hook").build());
    assertThat(
            hooks
                .listWebhooks(ListWebhooksRequest.newBuilder().setRoom(room).build())
                .getWebhooksList())
        .containsExactly(made.getWebhook());
    var out =
        hooks.createOutgoingWebhook(
            CreateOutgoingWebhookRequest.newBuilder()
                .setRoom(room)
                .setUrl("http://127.0.0.1:1/")
                .build());
    assertThat(out.getSecret()).startsWith("whsec_");
    node.deliverHooks(true, OutgoingWebhookTest.QUICK);
    node.post(made.getPath(), "{\"text\":\"hello\"}");
    Waiting.patiently()
        .until(
            () ->
                hooks
                    .listWebhooks(ListWebhooksRequest.newBuilder().setRoom(room).build())
                    .getWebhooksList()
                    .stream()
                    .anyMatch(hook -> hook.getOutgoing().getFailures() > 1));
    assertThat(
            hooks.deleteWebhook(
                DeleteWebhookRequest.newBuilder()
                    .setRoom(room)
                    .setWebhook(out.getWebhook().getId())
                    .build()))
        .isNotNull();
    assertThat(
            hooks.deleteWebhook(
                DeleteWebhookRequest.newBuilder()
                    .setRoom(room)
                    .setWebhook(made.getWebhook().getId())
                    .build()))
        .isNotNull();
    assertThat(
            bots.unregisterCommand(
                UnregisterCommandRequest.newBuilder().setRoom(room).setName("roll").build()))
        .isNotNull();
  }

  private void erasing() {
    assertThat(
            anna.calls(node)
                .sendMessage(
                    SendMessageRequest.newBuilder()
                        .setMessage(OutgoingMessage.newBuilder().setRoom(LOBBY).setText("erase me"))
                        .build())
                .hasAccepted())
        .isTrue();
    Waiting.patiently()
        .until(
            () ->
                admin()
                    .listAllRooms(ListAllRoomsRequest.getDefaultInstance())
                    .getRoomsList()
                    .stream()
                    .anyMatch(room -> room.getName().equals(LOBBY)));
    Iterator<EraseUserMessagesResponse> erased =
        admin().eraseUserMessages(EraseUserMessagesRequest.newBuilder().setUser("anna").build());
    List<String> rooms = new ArrayList<>();
    erased.forEachRemaining(told -> rooms.add(told.getRoom()));
    assertThat(rooms).contains(LOBBY);
  }
}
