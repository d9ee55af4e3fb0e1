package io.redfire.server.account.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AccountSession;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.GetAccountRequest;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.ListSessionsRequest;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.ResetPasswordRequest;
import io.redfire.chat.v1.Scope;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.AccountSettings;
import io.redfire.server.api.PeopleNode;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens of an outside issuer, over a real channel to a node that lets nobody else in. */
class IssuedCallersTest {
  private static final RedisConnections REDIS = TestRedis.shared().connections();
  private static final RedisKeys KEYS = new RedisKeys(TestRedis.newPrefix());
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static SigningIssuer issuer;
  private static PeopleNode node;
  private static String root;

  @BeforeAll
  static void start() {
    issuer = new SigningIssuer();
    node =
        new PeopleNode(
            REDIS, KEYS, new AccountSettings(false, false, Optional.of(issuer.settings())));
    root =
        node.guest()
            .register(
                RegisterRequest.newBuilder()
                    .setUser("root")
                    .setPassword("correct horse")
                    .setCode(node.firstAdmin().orElseThrow().text())
                    .build())
            .getToken();
  }

  @AfterAll
  static void stop() {
    node.close();
    issuer.close();
  }

  @Test
  void goodTokenIsItsUsersInCallsAndStreams() {
    String token = issuer.token("alice");
    assertThat(user(token)).isEqualTo("alice");
    try (Stream stream = new Stream(token)) {
      assertThat(stream.welcomed()).isEqualTo("alice");
    }
    assertThat(user(issuer.token("alice"))).as("the next one too").isEqualTo("alice");
  }

  @Test
  void tokenThatIsNotGoodIsRefusedInCallsAndStreams() {
    JWTClaimsSet good = issuer.claims("bob").build();
    Date past = Date.from(Instant.now().minus(Duration.ofHours(1)));
    List<String> bad =
        List.of(
            issuer.sign(new JWTClaimsSet.Builder(good).audience("shop").build()),
            issuer.sign(new JWTClaimsSet.Builder(good).issuer("https://evil.example").build()),
            issuer.sign(new JWTClaimsSet.Builder(good).expirationTime(past).build()),
            issuer.sign(new JWTClaimsSet.Builder(good).subject(null).build()),
            issuer.sign(new JWTClaimsSet.Builder(good).claim("preferred_username", null).build()),
            new PlainJWT(good).serialize());
    for (String token : bad) {
      assertThat(reason(refused(token))).isEqualTo(Reason.TOKEN_INVALID);
      try (Stream stream = new Stream(token)) {
        assertThat(reason(stream.end())).isEqualTo(Reason.TOKEN_INVALID);
      }
    }
    String otherPerson =
        issuer.sign(new JWTClaimsSet.Builder(good).subject("another person").build());
    assertThat(user(issuer.sign(good))).isEqualTo("bob");
    assertThat(reason(refused(otherPerson))).isEqualTo(Reason.NAME_TAKEN);
  }

  @Test
  void streamEndsWhenTheTimeOfItsTokenIsOver() {
    // Taken for as long as clocks may differ, and some seconds more.
    Date end = Date.from(Instant.now().minus(JwtClaims.LEEWAY).plusSeconds(10));
    String token = issuer.sign(issuer.claims("carol").expirationTime(end).build());
    try (Stream stream = new Stream(token)) {
      assertThat(stream.welcomed()).isEqualTo("carol");
      assertThat(reason(stream.end())).isEqualTo(Reason.TOKEN_INVALID);
    }
  }

  @Test
  void streamEndsWhenItsAccountIsDisabled() {
    String token = issuer.token("dave");
    try (Stream stream = new Stream(token)) {
      assertThat(stream.welcomed()).isEqualTo("dave");
      var unused =
          node.admin(root)
              .updateAccount(
                  UpdateAccountRequest.newBuilder().setUser("dave").setDisabled(true).build());
      assertThat(reason(stream.end())).isEqualTo(Reason.ACCOUNT_DISABLED);
    }
    assertThat(reason(refused(token))).isEqualTo(Reason.ACCOUNT_DISABLED);
  }

  @Test
  void streamEndsWhenTheAccountGetsAPassword() {
    String token = issuer.token("erin");
    try (Stream stream = new Stream(token)) {
      assertThat(stream.welcomed()).isEqualTo("erin");
      var unused =
          node.admin(root)
              .resetPassword(
                  ResetPasswordRequest.newBuilder()
                      .setUser("erin")
                      .setNewPassword("battery staple")
                      .build());
      assertThat(reason(stream.end())).isEqualTo(Reason.TOKEN_INVALID);
    }
    assertThat(reason(refused(token))).isEqualTo(Reason.NAME_TAKEN);
  }

  @Test
  void tokenOfAnIssuersTokenDoesNotOutliveIt() {
    String token = issuer.token("frank");
    AccountSession own =
        node.as(token).listSessions(ListSessionsRequest.getDefaultInstance()).getSessions(0);
    AccountSession made =
        node.as(token)
            .createToken(
                CreateTokenRequest.newBuilder().setName("bot").addScopes(Scope.SCOPE_READ).build())
            .getSession();
    assertThat(made.getExpiresAt()).isEqualTo(own.getExpiresAt());
  }

  private static String user(String token) {
    return node.as(token).getAccount(GetAccountRequest.getDefaultInstance()).getAccount().getUser();
  }

  private static StatusRuntimeException refused(String token) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> user(token));
  }

  /** The reason of an error, which has exactly one. */
  private static Reason reason(Throwable error) {
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    assertThat(status).isNotNull();
    List<Any> infos =
        status.getDetailsList().stream().filter(detail -> detail.is(ErrorInfo.class)).toList();
    assertThat(infos).hasSize(1);
    try {
      return Reason.valueOf(infos.get(0).unpack(ErrorInfo.class).getReason());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("no ErrorInfo: " + status, e);
    }
  }

  /** A stream that says hello and waits. */
  private static final class Stream implements AutoCloseable, StreamObserver<ConnectResponse> {
    private final CompletableFuture<String> welcome = new CompletableFuture<>();
    private final CompletableFuture<Throwable> end = new CompletableFuture<>();
    private final StreamObserver<ConnectRequest> requests;

    Stream(String token) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, "Bearer " + token);
      requests =
          ChatServiceGrpc.newStub(node.channel())
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .connect(this);
      requests.onNext(ConnectRequest.newBuilder().setHello(Hello.getDefaultInstance()).build());
    }

    @Override
    public void onNext(ConnectResponse frame) {
      frame.getEventsList().stream()
          .filter(event -> event.hasWelcome())
          .forEach(event -> welcome.complete(event.getWelcome().getUser()));
    }

    @Override
    public void onError(Throwable error) {
      end.complete(error);
    }

    @Override
    public void onCompleted() {
      end.complete(new AssertionError("ended without a reason"));
    }

    String welcomed() {
      await().atMost(Duration.ofSeconds(60)).until(() -> welcome.isDone() || end.isDone());
      assertThat(end).isNotDone();
      return welcome.join();
    }

    Throwable end() {
      await().atMost(Duration.ofSeconds(60)).until(end::isDone);
      return end.join();
    }

    @Override
    public void close() {
      if (!end.isDone()) {
        requests.onError(Status.CANCELLED.asRuntimeException());
      }
    }
  }
}
