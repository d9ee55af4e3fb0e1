package io.redfire.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status.Code;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.Account;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.AccountSession;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.BotServiceGrpc;
import io.redfire.chat.v1.ChangePasswordRequest;
import io.redfire.chat.v1.ChangePasswordResponse;
import io.redfire.chat.v1.CommandAccepted;
import io.redfire.chat.v1.CreateIncomingWebhookRequest;
import io.redfire.chat.v1.CreateIncomingWebhookResponse;
import io.redfire.chat.v1.CreateOutgoingWebhookRequest;
import io.redfire.chat.v1.CreateOutgoingWebhookResponse;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.CreateRoomResponse;
import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.CreateTokenResponse;
import io.redfire.chat.v1.DeleteWebhookRequest;
import io.redfire.chat.v1.DeleteWebhookResponse;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.chat.v1.ExportRoomResponse;
import io.redfire.chat.v1.GetAccountRequest;
import io.redfire.chat.v1.GetAccountResponse;
import io.redfire.chat.v1.GetPresenceRequest;
import io.redfire.chat.v1.GetPresenceResponse;
import io.redfire.chat.v1.ImportRoomRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.JoinRoomResponse;
import io.redfire.chat.v1.ListCommandsRequest;
import io.redfire.chat.v1.ListCommandsResponse;
import io.redfire.chat.v1.ListInboxRequest;
import io.redfire.chat.v1.ListInboxResponse;
import io.redfire.chat.v1.ListMembersRequest;
import io.redfire.chat.v1.ListMembersResponse;
import io.redfire.chat.v1.ListReceiptsRequest;
import io.redfire.chat.v1.ListReceiptsResponse;
import io.redfire.chat.v1.ListSessionsRequest;
import io.redfire.chat.v1.ListSessionsResponse;
import io.redfire.chat.v1.ListWebhooksRequest;
import io.redfire.chat.v1.ListWebhooksResponse;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.LogInResponse;
import io.redfire.chat.v1.LogOutRequest;
import io.redfire.chat.v1.LogOutResponse;
import io.redfire.chat.v1.Member;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.ModerateMemberResponse;
import io.redfire.chat.v1.OpenDirectRoomRequest;
import io.redfire.chat.v1.OpenDirectRoomResponse;
import io.redfire.chat.v1.OutgoingWebhook;
import io.redfire.chat.v1.Presence;
import io.redfire.chat.v1.PresenceServiceGrpc;
import io.redfire.chat.v1.Receipt;
import io.redfire.chat.v1.RegisterCommandRequest;
import io.redfire.chat.v1.RegisterCommandResponse;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.RegisterResponse;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RunCommandRequest;
import io.redfire.chat.v1.RunCommandResponse;
import io.redfire.chat.v1.SetPresenceRequest;
import io.redfire.chat.v1.SetPresenceResponse;
import io.redfire.chat.v1.SlashCommand;
import io.redfire.chat.v1.UnregisterCommandRequest;
import io.redfire.chat.v1.UnregisterCommandResponse;
import io.redfire.chat.v1.UpdateAnyRoomRequest;
import io.redfire.chat.v1.UpdateAnyRoomResponse;
import io.redfire.chat.v1.UpdateProfileRequest;
import io.redfire.chat.v1.UpdateProfileResponse;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.chat.v1.UpdateRoomResponse;
import io.redfire.chat.v1.Webhook;
import io.redfire.chat.v1.WebhookServiceGrpc;
import io.redfire.chat.v1.WebhookState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A real gRPC server on loopback that knows accounts by their passwords and callers by their
 * tokens, and remembers what else it was asked. Any thread may call it; one lock guards everything.
 *
 * <p>It also serves the {@link ScriptedServer} that {@link #chat} gives out.
 */
public final class PeopleServer implements AutoCloseable {
  private static final Context.Key<String> TOKEN = Context.key("token");
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ScriptedServer chat = new ScriptedServer();
  private final Map<String, String> passwords = new HashMap<>();
  private final Map<String, Account> tokens = new HashMap<>();
  private final List<Message> asked = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final List<InboxRoom> inbox = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private final List<Presence> presences = new ArrayList<>();
  private final List<AccountSession> sessions = new ArrayList<>();
  private final List<SlashCommand> commands = new ArrayList<>();
  private final StringBuilder imported = new StringBuilder();
  private final Server server;
  private Room room = Room.getDefaultInstance();
  private String displayName = "";
  private String wantedCode = "";
  private final Deque<com.google.rpc.Status> refusals = new ArrayDeque<>();
  private com.google.rpc.Status refusal = com.google.rpc.Status.getDefaultInstance();

  /** Starts on a free port. */
  public PeopleServer() {
    try {
      server =
          NettyServerBuilder.forPort(0)
              .intercept(new Listening())
              .addService(chat)
              .addService(new Accounts())
              .addService(new Rooms())
              .addService(new Bots())
              .addService(new Webhooks())
              .addService(new Presences())
              .addService(new Administration())
              .addService(new HealthStatusManager().getHealthService())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ServerAddress address() {
    return new ServerAddress("127.0.0.1", server.getPort());
  }

  public ScriptedServer chat() {
    return chat;
  }

  @Override
  public void close() {
    server.shutdownNow();
    chat.close();
  }

  /** A token with which a user is let in. */
  public synchronized String tokenOf(String user) {
    return begin(Account.newBuilder().setUser(user).build());
  }

  /** What every room is told to be. */
  public synchronized void room(Room told) {
    room = told;
  }

  public synchronized void displayName(String shown) {
    displayName = shown;
  }

  /** From now on only who tells this code may register. */
  public synchronized void wantCode(String code) {
    wantedCode = code;
  }

  public synchronized void member(Member member) {
    members.add(member);
  }

  public synchronized void inbox(InboxRoom one) {
    inbox.add(one);
  }

  public synchronized void presence(Presence presence) {
    presences.add(presence);
  }

  public synchronized void receipt(Receipt receipt) {
    receipts.add(receipt);
  }

  public synchronized void session(AccountSession session) {
    sessions.add(session);
  }

  public synchronized void command(SlashCommand command) {
    commands.add(command);
  }

  /** Every question about rooms and of administrators is refused so. */
  public synchronized void refuse(com.google.rpc.Status status) {
    refusal = status;
  }

  /** The next such question is refused so, and those after it are not. */
  public synchronized void refuseNext(com.google.rpc.Status status) {
    refusals.add(status);
  }

  /** The questions about rooms, and those of administrators, in order. */
  public synchronized List<Message> asked() {
    return List.copyOf(asked);
  }

  /** The metadata {@code authorization} of all calls that had it. */
  public synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  public synchronized String imported() {
    return imported.toString();
  }

  /** How many tokens are good. */
  public synchronized int loggedIn() {
    return tokens.size();
  }

  private final class Listening implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String said = headers.get(AUTHORIZATION);
      if (said == null) {
        return next.startCall(call, headers);
      }
      synchronized (PeopleServer.this) {
        authorizations.add(said);
      }
      Context context = Context.current().withValue(TOKEN, said.replace("Bearer ", ""));
      return Contexts.interceptCall(context, call, headers, next);
    }
  }

  private static <T> void refuse(StreamObserver<T> to, Code code, String reason, String message) {
    to.onError(StatusProto.toStatusRuntimeException(ScriptedServer.failure(code, reason, message)));
  }

  private synchronized <T> void answer(StreamObserver<T> to, Supplier<T> answer) {
    String token = TOKEN.get();
    if (token == null || !tokens.containsKey(token)) {
      refuse(to, Code.UNAUTHENTICATED, "TOKEN_INVALID", "the token is over");
    } else if (!refusals.isEmpty()) {
      to.onError(StatusProto.toStatusRuntimeException(refusals.remove()));
    } else if (refusal.getCode() != 0) {
      to.onError(StatusProto.toStatusRuntimeException(refusal));
    } else {
      to.onNext(answer.get());
      to.onCompleted();
    }
  }

  private synchronized <T> void answer(Message question, StreamObserver<T> to, T answer) {
    asked.add(question);
    answer(to, () -> answer);
  }

  private Account caller() {
    return tokens.getOrDefault(TOKEN.get(), Account.getDefaultInstance());
  }

  private String begin(Account account) {
    String token = "secret-of-" + account.getUser() + "-" + (tokens.size() + 1);
    tokens.put(token, account);
    return token;
  }

  private final class Accounts extends AccountServiceGrpc.AccountServiceImplBase {
    @Override
    public void register(RegisterRequest request, StreamObserver<RegisterResponse> to) {
      synchronized (PeopleServer.this) {
        if (!wantedCode.isEmpty() && request.getCode().isEmpty()) {
          refuse(to, Code.PERMISSION_DENIED, "REGISTRATION_CLOSED", "a code is wanted");
          return;
        }
        if (!wantedCode.isEmpty() && !request.getCode().equals(wantedCode)) {
          refuse(to, Code.INVALID_ARGUMENT, "CODE_INVALID", "the code is unknown");
          return;
        }
        if (passwords.putIfAbsent(request.getUser(), request.getPassword()) != null) {
          refuse(to, Code.ALREADY_EXISTS, "NAME_TAKEN", "the name is taken");
          return;
        }
        Account account = account(request.getUser());
        to.onNext(
            RegisterResponse.newBuilder().setAccount(account).setToken(begin(account)).build());
        to.onCompleted();
      }
    }

    @Override
    public void logIn(LogInRequest request, StreamObserver<LogInResponse> to) {
      synchronized (PeopleServer.this) {
        if (!request.getPassword().equals(passwords.get(request.getUser()))) {
          refuse(to, Code.UNAUTHENTICATED, "CREDENTIALS_WRONG", "wrong name or password");
          return;
        }
        Account account = account(request.getUser());
        to.onNext(LogInResponse.newBuilder().setAccount(account).setToken(begin(account)).build());
        to.onCompleted();
      }
    }

    private Account account(String user) {
      return Account.newBuilder()
          .setUser(user)
          .setDisplayName(displayName)
          .setAdmin(user.equals("root"))
          .setCreatedAt(Timestamp.newBuilder().setSeconds(1_790_000_000))
          .build();
    }

    @Override
    public void logOut(LogOutRequest request, StreamObserver<LogOutResponse> to) {
      answer(
          to,
          () -> {
            tokens.remove(TOKEN.get());
            return LogOutResponse.getDefaultInstance();
          });
    }

    @Override
    public void changePassword(
        ChangePasswordRequest request, StreamObserver<ChangePasswordResponse> to) {
      answer(
          to,
          () -> {
            passwords.replace(
                caller().getUser(), request.getOldPassword(), request.getNewPassword());
            return ChangePasswordResponse.getDefaultInstance();
          });
    }

    @Override
    public void getAccount(GetAccountRequest request, StreamObserver<GetAccountResponse> to) {
      answer(to, () -> GetAccountResponse.newBuilder().setAccount(caller()).build());
    }

    @Override
    public void updateProfile(
        UpdateProfileRequest request, StreamObserver<UpdateProfileResponse> to) {
      Account shown = caller().toBuilder().setDisplayName(request.getDisplayName()).build();
      answer(request, to, UpdateProfileResponse.newBuilder().setAccount(shown).build());
    }

    @Override
    public void listSessions(ListSessionsRequest request, StreamObserver<ListSessionsResponse> to) {
      answer(request, to, ListSessionsResponse.newBuilder().addAllSessions(sessions).build());
    }

    @Override
    public void createToken(CreateTokenRequest request, StreamObserver<CreateTokenResponse> to) {
      answer(request, to, CreateTokenResponse.newBuilder().setToken("secret-of-a-bot").build());
    }
  }

  private final class Presences extends PresenceServiceGrpc.PresenceServiceImplBase {
    @Override
    public void listReceipts(ListReceiptsRequest request, StreamObserver<ListReceiptsResponse> to) {
      // One a page, so that whoever asks has to go on.
      int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
      ListReceiptsResponse.Builder page =
          ListReceiptsResponse.newBuilder()
              .addAllReceipts(receipts.stream().skip(from).limit(1).toList());
      if (from + 1 < receipts.size()) {
        page.setNextPageToken(String.valueOf(from + 1));
      }
      answer(request, to, page.build());
    }

    @Override
    public void getPresence(GetPresenceRequest request, StreamObserver<GetPresenceResponse> to) {
      answer(request, to, GetPresenceResponse.newBuilder().addAllPresences(presences).build());
    }

    @Override
    public void setPresence(SetPresenceRequest request, StreamObserver<SetPresenceResponse> to) {
      Presence self =
          Presence.newBuilder().setUser("alice").setState(request.getSetting().getState()).build();
      answer(request, to, SetPresenceResponse.newBuilder().setPresence(self).build());
    }
  }

  private final class Rooms extends io.redfire.chat.v1.RoomServiceGrpc.RoomServiceImplBase {
    @Override
    public void createRoom(CreateRoomRequest request, StreamObserver<CreateRoomResponse> to) {
      Room made = Room.newBuilder().setName(request.getRoom()).setRules(request.getRules()).build();
      answer(request, to, CreateRoomResponse.newBuilder().setRoom(made).build());
    }

    @Override
    public void openDirectRoom(
        OpenDirectRoomRequest request, StreamObserver<OpenDirectRoomResponse> to) {
      Room direct = Room.newBuilder().setName("@alice," + request.getUser()).build();
      answer(request, to, OpenDirectRoomResponse.newBuilder().setRoom(direct).build());
    }

    @Override
    public void joinRoom(JoinRoomRequest request, StreamObserver<JoinRoomResponse> to) {
      answer(request, to, JoinRoomResponse.newBuilder().setRoom(room).build());
    }

    @Override
    public void updateRoom(UpdateRoomRequest request, StreamObserver<UpdateRoomResponse> to) {
      answer(request, to, UpdateRoomResponse.newBuilder().setRoom(room).build());
    }

    @Override
    public void moderateMember(
        ModerateMemberRequest request, StreamObserver<ModerateMemberResponse> to) {
      answer(request, to, ModerateMemberResponse.getDefaultInstance());
    }

    @Override
    public void listMembers(ListMembersRequest request, StreamObserver<ListMembersResponse> to) {
      // One a page, so that whoever asks has to go on.
      int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
      ListMembersResponse.Builder page =
          ListMembersResponse.newBuilder()
              .addAllMembers(members.stream().skip(from).limit(1).toList());
      if (from + 1 < members.size()) {
        page.setNextPageToken(String.valueOf(from + 1));
      }
      answer(request, to, page.build());
    }

    @Override
    public void listInbox(ListInboxRequest request, StreamObserver<ListInboxResponse> to) {
      answer(request, to, ListInboxResponse.newBuilder().addAllRooms(inbox).build());
    }
  }

  private final class Bots extends BotServiceGrpc.BotServiceImplBase {
    @Override
    public void registerCommand(
        RegisterCommandRequest request, StreamObserver<RegisterCommandResponse> to) {
      answer(
          request,
          to,
          RegisterCommandResponse.newBuilder()
              .setCommand(
                  SlashCommand.newBuilder()
                      .setName(request.getName())
                      .setBot("alice")
                      .setUsage(request.getUsage())
                      .setDescription(request.getDescription()))
              .build());
    }

    @Override
    public void unregisterCommand(
        UnregisterCommandRequest request, StreamObserver<UnregisterCommandResponse> to) {
      answer(request, to, UnregisterCommandResponse.getDefaultInstance());
    }

    @Override
    public void listCommands(ListCommandsRequest request, StreamObserver<ListCommandsResponse> to) {
      answer(request, to, ListCommandsResponse.newBuilder().addAllCommands(commands).build());
    }

    @Override
    public void runCommand(RunCommandRequest request, StreamObserver<RunCommandResponse> to) {
      answer(
          request,
          to,
          RunCommandResponse.newBuilder()
              .setAccepted(
                  CommandAccepted.newBuilder()
                      .setRoom(request.getRun().getRoom())
                      .setName(request.getRun().getName())
                      .setBot("dice"))
              .build());
    }
  }

  private final class Webhooks extends WebhookServiceGrpc.WebhookServiceImplBase {
    @Override
    public void createIncomingWebhook(
        CreateIncomingWebhookRequest request, StreamObserver<CreateIncomingWebhookResponse> to) {
      answer(
          request,
          to,
          CreateIncomingWebhookResponse.newBuilder()
              .setWebhook(webhook(request.getName()))
              .setPath("/hooks/den/rfh_secret")
              .build());
    }

    @Override
    public void createOutgoingWebhook(
        CreateOutgoingWebhookRequest request, StreamObserver<CreateOutgoingWebhookResponse> to) {
      answer(
          request,
          to,
          CreateOutgoingWebhookResponse.newBuilder()
              .setWebhook(
                  webhook(request.getName())
                      .setOutgoing(
                          OutgoingWebhook.newBuilder()
                              .setUrl(request.getUrl())
                              .setState(WebhookState.WEBHOOK_STATE_ACTIVE)))
              .setSecret("whsec_c2VjcmV0")
              .build());
    }

    @Override
    public void listWebhooks(ListWebhooksRequest request, StreamObserver<ListWebhooksResponse> to) {
      answer(
          request,
          to,
          ListWebhooksResponse.newBuilder()
              .addWebhooks(webhook("\u001b[2J"))
              .addWebhooks(
                  webhook("out")
                      .setOutgoing(
                          OutgoingWebhook.newBuilder()
                              .setUrl("https://hooks.example/\u001b[2J")
                              .setState(WebhookState.WEBHOOK_STATE_FAILING)
                              .setDeliveredSeq(7)
                              .setFailures(2)
                              .setLastError("status \u001b[2J")))
              .build());
    }

    @Override
    public void deleteWebhook(
        DeleteWebhookRequest request, StreamObserver<DeleteWebhookResponse> to) {
      answer(request, to, DeleteWebhookResponse.getDefaultInstance());
    }

    private static Webhook.Builder webhook(String name) {
      return Webhook.newBuilder().setId("a1").setName(name).setMaker("alice");
    }
  }

  private final class Administration extends AdminServiceGrpc.AdminServiceImplBase {
    @Override
    public void updateAnyRoom(
        UpdateAnyRoomRequest request, StreamObserver<UpdateAnyRoomResponse> to) {
      answer(request, to, UpdateAnyRoomResponse.newBuilder().setRoom(room).build());
    }

    @Override
    public void exportRoom(ExportRoomRequest request, StreamObserver<ExportRoomResponse> to) {
      to.onNext(part("{\"room\":\"lounge\"}\n{\"seq\":1}\n"));
      to.onNext(part("{\"seq\":2}\n"));
      if (request.getRoom().equals("broken")) {
        refuse(to, Code.UNAVAILABLE, "STORE_UNAVAILABLE", "no store");
      } else {
        to.onCompleted();
      }
    }

    private static ExportRoomResponse part(String lines) {
      return ExportRoomResponse.newBuilder().setLines(ByteString.copyFromUtf8(lines)).build();
    }

    @Override
    public StreamObserver<ImportRoomRequest> importRoom(StreamObserver<ImportRoomResponse> to) {
      return new StreamObserver<>() {
        @Override
        public void onNext(ImportRoomRequest request) {
          synchronized (PeopleServer.this) {
            asked.add(request);
            imported.append(request.getLines().toStringUtf8());
            if (request.getRoom().equals("full")) {
              refuse(to, Code.ALREADY_EXISTS, "ROOM_EXISTS", "the room is not empty");
            }
          }
        }

        @Override
        public void onError(Throwable thrown) {}

        @Override
        public void onCompleted() {
          synchronized (PeopleServer.this) {
            long lines = imported.chars().filter(c -> c == '\n').count();
            to.onNext(ImportRoomResponse.newBuilder().setEntries(lines - 1).build());
            to.onCompleted();
          }
        }
      };
    }
  }
}
