package io.redfire.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AnnounceRequest;
import io.redfire.chat.v1.ChangePasswordRequest;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.CreateIncomingWebhookRequest;
import io.redfire.chat.v1.CreateInviteRequest;
import io.redfire.chat.v1.CreateOutgoingWebhookRequest;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.EditMessageRequest;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.chat.v1.ExportRoomResponse;
import io.redfire.chat.v1.GetAccountRequest;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.ImportRoomRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.ResetPasswordRequest;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.AccountSettings;
import io.redfire.server.account.Token;
import io.redfire.server.account.oidc.IssuerUrl;
import io.redfire.server.account.oidc.OidcSettings;
import io.redfire.server.http.HookEndpoint;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What nobody may find in the log, at the level at which it tells most. */
class CanaryTest {
  private static final String PASSWORD = "canary-password-7d1f";
  private static final String OTHER_PASSWORD = "canary-password-93ab";
  private static final String TEXT = "canary-text-51c2";
  private static final String TITLE = "canary-title-8e03";
  private static final String TOPIC = "canary-topic-6b4f";

  /** Nothing listens on port 1 of this machine. */
  private static final String ISSUER = "http://127.0.0.1:1/canary";

  private final Lines lines = new Lines();
  private final Logger ours = logger("io.redfire");
  private final Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private Level before;

  @BeforeEach
  void listen() {
    before = ours.getLevel();
    ours.setLevel(Level.DEBUG);
    lines.setContext(root.getLoggerContext());
    lines.start();
    root.addAppender(lines);
  }

  @AfterEach
  void endListening() {
    root.detachAppender(lines);
    ours.setLevel(before);
  }

  @Test
  void logHoldsNoPasswordTokenCodeOrText() {
    OwnRedis redis = TestRedis.own();
    String code;
    String token;
    String stranger = Token.create(new UserName("alice")).text();
    try (redis;
        PeopleNode node =
            new PeopleNode(
                new RedisConnections(redis.address(), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                new RedisKeys("test-" + MessageId.create() + "-"),
                new AccountSettings(true, true, Optional.empty()))) {
      code = node.firstAdmin().orElseThrow().text();
      token =
          node.guest()
              .register(
                  RegisterRequest.newBuilder()
                      .setUser("alice")
                      .setPassword(PASSWORD)
                      .setCode(code)
                      .build())
              .getToken();
      LogInRequest logIn = LogInRequest.newBuilder().setUser("alice").setPassword(PASSWORD).build();
      var unused = node.guest().logIn(logIn);
      fails(() -> node.guest().logIn(logIn.toBuilder().setPassword(OTHER_PASSWORD).build()));
      fails(() -> node.as(stranger).getAccount(get()));
      fails(() -> node.header("Bearer " + stranger + " twice").getAccount(get()));
      assertThat(
              node.as(token)
                  .changePassword(
                      ChangePasswordRequest.newBuilder()
                          .setOldPassword(PASSWORD)
                          .setNewPassword(OTHER_PASSWORD)
                          .build()))
          .isNotNull();
      assertThat(node.chat(token).sendMessage(message()).hasAccepted()).isTrue();
      // What fails tells more than what goes well.
      redis.kill9();
      fails(() -> node.guest().logIn(logIn));
      fails(() -> node.as(token).getAccount(get()));
      fails(() -> node.chat(token).sendMessage(message()));
    }
    assertThat(lines.all).as("something was logged").isNotEmpty();
    String secret = token.substring(token.indexOf('.') + 1);
    String strange = stranger.substring(stranger.indexOf('.') + 1);
    for (String line : lines.all) {
      assertThat(line)
          .doesNotContain(PASSWORD, OTHER_PASSWORD, TEXT, code, secret, strange, "argon2id");
    }
  }

  @Test
  void logHoldsNoPathOfAWebhook() throws Exception {
    OwnRedis redis = TestRedis.own();
    String path;
    String outgoing;
    try (redis;
        PeopleNode node =
            new PeopleNode(
                new RedisConnections(redis.address(), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                new RedisKeys("test-" + MessageId.create() + "-"),
                new AccountSettings(true, true, Optional.empty()));
        HookEndpoint endpoint = node.listenForHooks()) {
      String alice = register(node, "alice", "");
      var created =
          node.rooms(alice)
              .createRoom(
                  CreateRoomRequest.newBuilder()
                      .setRoom("den")
                      .setRules(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PUBLIC))
                      .build());
      assertThat(created.hasRoom()).isTrue();
      path =
          node.webhooks(alice)
              .createIncomingWebhook(
                  CreateIncomingWebhookRequest.newBuilder().setRoom("den").setName("ci").build())
              .getPath();
      outgoing = outgoing(node, alice);
      assertThat(post(endpoint, path, "{\"text\":\"" + TEXT + "\"}")).isEqualTo(200);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> lines.all.stream().anyMatch(line -> line.contains("was not taken")));
      assertThat(post(endpoint, path, TEXT)).isEqualTo(400);
      assertThat(post(endpoint, path + "x", "{\"text\":\"" + TEXT + "\"}")).isEqualTo(404);
      redis.kill9();
      assertThat(post(endpoint, path, "{\"text\":\"" + TEXT + "\"}")).isEqualTo(503);
    }
    assertThat(lines.all).as("something was logged").isNotEmpty();
    String token = path.substring(path.lastIndexOf('/') + 1);
    String secret = token.substring(token.indexOf('.') + 1);
    for (String line : lines.all) {
      assertThat(line)
          .doesNotContain(TEXT, secret, "canary-url", outgoing.substring("whsec_".length()));
    }
  }

  /** Makes an outgoing webhook that nobody answers, and has the node post; its secret. */
  private static String outgoing(PeopleNode node, String token) {
    CreateOutgoingWebhookRequest request =
        CreateOutgoingWebhookRequest.newBuilder()
            .setRoom("den")
            .setUrl("http://127.0.0.1:1/canary-url?canary-url")
            .build();
    fails(
        () ->
            node.webhooks(token)
                .createOutgoingWebhook(
                    request.toBuilder().setUrl("http://canary-url@127.0.0.1/").build()));
    String secret = node.webhooks(token).createOutgoingWebhook(request).getSecret();
    node.deliverHooks();
    return secret;
  }

  private static int post(HookEndpoint endpoint, String path, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void logHoldsNoneOfThemWhateverElseTheyAreToldTo() throws Exception {
    OwnRedis redis = TestRedis.own();
    String jwt = jwt();
    String code;
    try (redis;
        PeopleNode node =
            new PeopleNode(
                new RedisConnections(redis.address(), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                new RedisKeys("test-" + MessageId.create() + "-"),
                new AccountSettings(true, true, Optional.of(nowhere())))) {
      String admin = register(node, "root", node.firstAdmin().orElseThrow().text());
      String alice = register(node, "alice", "");
      code = rooms(node, admin, alice);
      edits(node, alice);
      administration(node, admin);
      fails(() -> node.as(jwt).getAccount(get()));
      try (Frames stream = new Frames(node, alice)) {
        stream.useAll();
        redis.kill9();
        stream.send(TEXT);
        fails(() -> rooms(node, admin, alice));
        fails(() -> edits(node, alice));
        fails(() -> administration(node, admin));
      }
    }
    assertThat(lines.all).as("something was logged").isNotEmpty();
    for (String line : lines.all) {
      assertThat(line)
          .doesNotContain(PASSWORD, OTHER_PASSWORD, TEXT, TITLE, TOPIC, code)
          .doesNotContain(jwt.split("\\.", -1));
    }
  }

  /** Creates a room, lets somebody in by a code; the code. */
  private static String rooms(PeopleNode node, String owner, String guest) {
    assertThat(
            node.rooms(owner)
                .createRoom(
                    CreateRoomRequest.newBuilder()
                        .setRoom("den")
                        .setRules(
                            RoomRules.newBuilder()
                                .setKind(RoomKind.ROOM_KIND_PRIVATE)
                                .setTitle(TITLE)
                                .setTopic(TOPIC))
                        .build())
                .hasRoom())
        .isTrue();
    assertThat(
            node.rooms(owner)
                .updateRoom(
                    UpdateRoomRequest.newBuilder()
                        .setRoom("den")
                        .setTitle(TITLE + " again")
                        .setTopic(TOPIC + " again")
                        .build())
                .hasRoom())
        .isTrue();
    String code =
        node.rooms(owner)
            .createInvite(CreateInviteRequest.newBuilder().setRoom("den").build())
            .getCode();
    JoinRoomRequest join = JoinRoomRequest.newBuilder().setRoom("den").setCode(code).build();
    assertThat(node.rooms(guest).joinRoom(join).hasRoom()).isTrue();
    // It is used up.
    String bob = register(node, "bob", "");
    fails(() -> node.rooms(bob).joinRoom(join));
    return code;
  }

  private static void edits(PeopleNode node, String token) {
    long seq = node.chat(token).sendMessage(message()).getAccepted().getSeq();
    EditMessageRequest edit =
        EditMessageRequest.newBuilder()
            .setEdit(MessageEdit.newBuilder().setRoom("chat").setSeq(seq).setText(TEXT + " again"))
            .build();
    assertThat(node.chat(token).editMessage(edit).hasAccepted()).isTrue();
    fails(
        () ->
            node.chat(token)
                .editMessage(
                    edit.toBuilder()
                        .setEdit(edit.getEdit().toBuilder().setText(TEXT.repeat(1000)))
                        .build()));
  }

  private static void administration(PeopleNode node, String root) throws Exception {
    assertThat(
            node.admin(root)
                .resetPassword(
                    ResetPasswordRequest.newBuilder()
                        .setUser("bob")
                        .setNewPassword(PASSWORD)
                        .build()))
        .isNotNull();
    assertThat(
            node.admin(root)
                .announce(AnnounceRequest.newBuilder().setText(TEXT).build())
                .hasAccepted())
        .isTrue();
    ByteString exported = ByteString.EMPTY;
    Iterator<ExportRoomResponse> pages =
        node.admin(root).exportRoom(ExportRoomRequest.newBuilder().setRoom("chat").build());
    while (pages.hasNext()) {
      exported = exported.concat(pages.next().getLines());
    }
    upload(node, root, "copy-" + MessageId.create(), exported).get(60, TimeUnit.SECONDS);
    ByteString spoilt =
        ByteString.copyFromUtf8(exported.toStringUtf8().replace(TEXT, TEXT + " changed"));
    assertThat(upload(node, root, "spoilt", spoilt)).failsWithin(Duration.ofSeconds(60));
    assertThat(upload(node, root, "spoilt", ByteString.copyFromUtf8(TEXT + "\n")))
        .failsWithin(Duration.ofSeconds(60));
  }

  private static CompletableFuture<Void> upload(
      PeopleNode node, String root, String room, ByteString lines) {
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    StreamObserver<ImportRoomRequest> requests =
        node.adminStream(root)
            .importRoom(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ImportRoomResponse answer) {
                    outcome.complete(null);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    outcome.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ImportRoomRequest.newBuilder().setRoom(room).setLines(lines).build());
    requests.onCompleted();
    return outcome;
  }

  private static String register(PeopleNode node, String user, String code) {
    return node.guest()
        .register(
            RegisterRequest.newBuilder().setUser(user).setPassword(PASSWORD).setCode(code).build())
        .getToken();
  }

  /** A token of an issuer that cannot be asked for its keys. */
  private static OidcSettings nowhere() {
    return new OidcSettings(
        IssuerUrl.parse(ISSUER),
        "redfire",
        Optional.empty(),
        OidcSettings.USUAL_ALGORITHMS,
        Optional.empty());
  }

  private static String jwt() {
    return Stream.of(
            "{\"alg\":\"RS256\",\"kid\":\"canary\"}",
            "{\"iss\":\"" + ISSUER + "\",\"aud\":\"redfire\",\"sub\":\"carol\",\"exp\":4102444800}",
            "canary-signature-".repeat(16))
        .map(part -> Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(UTF_8)))
        .collect(Collectors.joining("."));
  }

  private static GetAccountRequest get() {
    return GetAccountRequest.getDefaultInstance();
  }

  private static SendMessageRequest message() {
    return SendMessageRequest.newBuilder()
        .setMessage(OutgoingMessage.newBuilder().setRoom("chat").setText(TEXT))
        .build();
  }

  private static void fails(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(StatusRuntimeException.class);
  }

  /** A stream of somebody's, as frames go over it. For one thread, but for what comes. */
  private static final class Frames implements StreamObserver<ConnectResponse>, AutoCloseable {
    private final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
    private final StreamObserver<ConnectRequest> frames;

    Frames(PeopleNode node, String token) {
      Metadata headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
      frames =
          ChatServiceGrpc.newStub(node.channel())
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .connect(this);
      frames.onNext(
          ConnectRequest.newBuilder()
              .setRequest(1)
              .setHello(
                  Hello.newBuilder()
                      .setInbox(true)
                      .addSubscriptions(RoomSubscription.newBuilder().setRoom("chat")))
              .build());
    }

    /** Everything that a stream can be told a text by, well and badly. */
    void useAll() throws InterruptedException {
      long seq = await(send(TEXT)).getAccepted().getSeq();
      assertThat(seq).isPositive();
      assertThat(await(send(TEXT.repeat(1000))).hasFailed()).isTrue();
      MessageEdit edit =
          MessageEdit.newBuilder().setRoom("chat").setSeq(seq).setText(TEXT + " again").build();
      frames.onNext(ConnectRequest.newBuilder().setRequest(3).setEdit(edit).build());
      assertThat(await(3).hasAccepted()).isTrue();
      frames.onNext(
          ConnectRequest.newBuilder().setRequest(4).setEdit(edit.toBuilder().setId(TEXT)).build());
      assertThat(await(4).hasFailed()).isTrue();
    }

    long send(String text) {
      frames.onNext(
          ConnectRequest.newBuilder()
              .setRequest(2)
              .setSend(OutgoingMessage.newBuilder().setRoom("chat").setText(text))
              .build());
      return 2;
    }

    private Event await(long request) throws InterruptedException {
      while (true) {
        Event event =
            Optional.ofNullable(heard.poll(60, TimeUnit.SECONDS))
                .orElseThrow(() -> new AssertionError("no answer to " + request));
        if (event.getRequest() == request) {
          return event;
        }
      }
    }

    @Override
    public void onNext(ConnectResponse frame) {
      heard.addAll(frame.getEventsList());
    }

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onCompleted() {}

    @Override
    public void close() {
      frames.onError(new IllegalStateException("the test has heard enough"));
    }
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  /** Everything that is logged, with what caused it. */
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      IThrowableProxy cause = event.getThrowableProxy();
      all.add(
          event.getFormattedMessage() + (cause == null ? "" : ThrowableProxyUtil.asString(cause)));
    }
  }
}
