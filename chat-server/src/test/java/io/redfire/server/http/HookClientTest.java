package io.redfire.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.redfire.server.outgoing.HookFailure;
import io.redfire.server.outgoing.HookPost;
import io.redfire.server.outgoing.HookReply;
import io.redfire.server.outgoing.HookUrl;
import io.redfire.server.session.EventLoops;
import io.redfire.testing.TestAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Posts to receivers that answer as they like, over real sockets. */
@Timeout(60)
class HookClientTest {
  @TempDir Path directory;

  private final EventLoops loops = new EventLoops(task -> new Thread(task, "test-loop"));
  private final HookClient client =
      new HookClient(loops, Duration.ofSeconds(10), Duration.ofSeconds(2));
  private final ServerSocket receiver;
  private final CompletableFuture<String> asked = new CompletableFuture<>();

  HookClientTest() throws IOException {
    receiver = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    receiver.close();
    loops.close();
  }

  /** What the receiver does with its one connection. */
  private interface Answer {
    void to(Socket connection) throws IOException;
  }

  private CompletableFuture<HookReply> post(boolean secure, Answer answer) {
    return post(client, secure, answer);
  }

  private CompletableFuture<HookReply> post(HookClient by, boolean secure, Answer answer) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket connection = receiver.accept()) {
                answer.to(connection);
              } catch (IOException e) {
                asked.completeExceptionally(e);
              }
            },
            "receiver");
    thread.setDaemon(true);
    thread.start();
    // The name stands for nothing: it is the address that is connected to.
    return by.post(
        new HookPost(
            new HookUrl(secure, "hooks.invalid", receiver.getLocalPort(), "/in?a=b"),
            Map.of("webhook-id", "msg_1"),
            "{\"events\":[]}".getBytes(UTF_8)),
        InetAddress.getLoopbackAddress());
  }

  private CompletableFuture<HookReply> post(String answer) {
    return post(
        false,
        connection -> {
          asked.complete(request(connection.getInputStream()));
          OutputStream out = connection.getOutputStream();
          out.write(answer.getBytes(US_ASCII));
          out.flush();
        });
  }

  private static String request(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith("{\"events\":[]}")) {
      text.append((char) in.read());
    }
    return text.toString();
  }

  private static HookReply answered(CompletableFuture<HookReply> reply) throws Exception {
    return reply.get(50, TimeUnit.SECONDS);
  }

  private static void assertFails(CompletableFuture<HookReply> reply, String words) {
    assertThatThrownBy(() -> answered(reply))
        .cause()
        .isInstanceOf(HookFailure.class)
        .hasMessage(words);
  }

  @Test
  void aPostIsOneRequestToTheAddressWithTheNameInIt() throws Exception {
    HookReply reply = answered(post("HTTP/1.1 204 No Content\r\n\r\n"));

    assertThat(reply).isEqualTo(new HookReply(204, Optional.empty()));
    assertThat(asked.get().toLowerCase(Locale.ROOT))
        .startsWith("post /in?a=b http/1.1\r\n")
        .contains("host: hooks.invalid:" + receiver.getLocalPort() + "\r\n")
        .contains("content-type: application/json\r\n")
        .contains("content-length: 13\r\n")
        .contains("webhook-id: msg_1\r\n")
        .contains("connection: close\r\n");
  }

  @Test
  void aRedirectIsAnAnswerLikeOthers() throws Exception {
    assertThat(
            answered(post("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n"))
                .status())
        .isEqualTo(302);
  }

  @Test
  void whenToComeAgainIsReadInSeconds() throws Exception {
    assertThat(answered(post("HTTP/1.1 503 Busy\r\nRetry-After: 120\r\n\r\n")).retryAfter())
        .contains(Duration.ofMinutes(2));
  }

  @Test
  void whenToComeAgainIsNothingWhereItIsNoNumber() throws Exception {
    assertThat(answered(post("HTTP/1.1 503 Busy\r\nRetry-After: 99999999999\r\n\r\n")).retryAfter())
        .isEmpty();
  }

  @Test
  void aBodyOfAnyLengthIsNotWaitedFor() throws Exception {
    CompletableFuture<Integer> written = new CompletableFuture<>();
    HookReply reply =
        answered(
            post(
                false,
                connection -> {
                  asked.complete(request(connection.getInputStream()));
                  OutputStream out = connection.getOutputStream();
                  out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
                  int count = 0;
                  try {
                    for (; count < 1_000; count++) {
                      out.write(new byte[64 * 1024]);
                    }
                  } catch (IOException closed) {
                    // As it is to be.
                  }
                  written.complete(count);
                }));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(written.get(50, TimeUnit.SECONDS)).isLessThan(1_000);
  }

  @Test
  void headersWithoutEndAreAFailure() {
    assertFails(
        post("HTTP/1.1 200 OK\r\nX: " + "a".repeat(10_000)),
        "the answer is no HTTP, or its headers are too long");
  }

  @Test
  void whatIsNoHttpIsAFailure() {
    assertFails(
        post("hello, I am a mail server\r\n\r\n"),
        "the answer is no HTTP, or its headers are too long");
  }

  @Test
  void whoNeverAnswersIsNotWaitedForForEver() {
    assertFails(
        post(
            false,
            connection -> {
              InputStream in = connection.getInputStream();
              while (in.read() >= 0) {
                // Until the other side has enough.
              }
            }),
        "no answer in time");
  }

  @Test
  void whoCannotDoTlsIsAFailure() {
    assertFails(
        post(
            true,
            connection -> {
              int first = connection.getInputStream().read();
              assertThat(first).as("a handshake").isEqualTo(0x16);
              connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
              while (connection.getInputStream().read() >= 0) {
                // Until the other side has enough.
              }
            }),
        "no TLS, or no certificate that counts");
  }

  /** A post to a receiver that shows a certificate for that name, of that authority. */
  private CompletableFuture<HookReply> postOverTls(
      TestAuthority issuer, String name, TestAuthority trusted) throws IOException {
    SSLSocketFactory sockets =
        issuer.serverContext(issuer.issue("receiver", "dns:" + name)).getSocketFactory();
    SslContext tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(trusted.certificate().toFile())
            .build();
    return post(
        new HookClient(loops, tls, Duration.ofSeconds(10), Duration.ofSeconds(10)),
        true,
        connection -> {
          try (SSLSocket secured =
              (SSLSocket)
                  sockets.createSocket(connection, "hooks.invalid", connection.getPort(), true)) {
            secured.setUseClientMode(false);
            asked.complete(request(secured.getInputStream()));
            secured.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(US_ASCII));
            secured.getOutputStream().flush();
          }
        });
  }

  @Test
  void whoeverShowsAGoodCertificateForTheNameIsPostedTo() throws Exception {
    TestAuthority authority = TestAuthority.in(directory, "authority");
    assertThat(answered(postOverTls(authority, "hooks.invalid", authority)).status())
        .isEqualTo(204);
    assertThat(asked.get()).contains("webhook-id: msg_1\r\n");
  }

  @Test
  void aCertificateForAnotherNameDoesNotCount() throws IOException {
    TestAuthority authority = TestAuthority.in(directory, "authority");
    assertFails(
        postOverTls(authority, "other.invalid", authority),
        "no TLS, or no certificate that counts");
    assertThat(asked.isDone() && !asked.isCompletedExceptionally()).as("told").isFalse();
  }

  @Test
  void aCertificateOfAnUnknownAuthorityDoesNotCount() throws IOException {
    assertFails(
        postOverTls(
            TestAuthority.in(directory, "unknown"),
            "hooks.invalid",
            TestAuthority.in(directory, "authority")),
        "no TLS, or no certificate that counts");
    assertThat(asked.isDone() && !asked.isCompletedExceptionally()).as("told").isFalse();
  }

  @Test
  void whoIsNotThereIsAFailure() throws IOException {
    receiver.close();
    assertFails(post(false, connection -> {}), "it cannot be connected to");
  }
}
