package io.redfire.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.grpc.StatusRuntimeException;
import io.redfire.chat.v1.ChangePasswordRequest;
import io.redfire.chat.v1.GetAccountRequest;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.AccountSettings;
import io.redfire.server.account.Token;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What nobody may find in the log, at the level at which it tells most. */
class CanaryTest {
  private static final String PASSWORD = "canary-password-7d1f";
  private static final String OTHER_PASSWORD = "canary-password-93ab";
  private static final String TEXT = "canary-text-51c2";

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
