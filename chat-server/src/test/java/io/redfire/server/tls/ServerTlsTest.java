package io.redfire.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.protobuf.services.HealthStatusManager;
import io.redfire.testing.TestAuthority;
import io.redfire.testing.TestAuthority.Pair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A server whose certificate is a pair of files, and clients that connect while these change. */
class ServerTlsTest {
  private static final Duration OFTEN = Duration.ofMillis(20);

  @TempDir static Path made;
  private static TestAuthority ours;
  private static TestAuthority others;
  private static Pair first;
  private static Pair second;
  private static Pair ofOthers;

  @TempDir Path dir;
  private final HealthStatusManager health = new HealthStatusManager();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private TlsFiles files = new TlsFiles(Path.of(""), Path.of(""), Optional.empty());
  private @Nullable ServerTls tls;
  private @Nullable Server server;

  @BeforeAll
  static void makeCertificates() {
    ours = TestAuthority.in(made, "ours");
    others = TestAuthority.in(made, "others");
    first = ours.issue("first", "dns:localhost");
    second = ours.issue("second", "dns:localhost");
    ofOthers = others.issue("client", "dns:client");
  }

  @BeforeEach
  void listen() {
    log.start();
    ((Logger) LoggerFactory.getLogger(ServerTls.class)).addAppender(log);
    files = new TlsFiles(dir.resolve("cert.pem"), dir.resolve("cert.key"), Optional.empty());
  }

  @AfterEach
  void stop() {
    ((Logger) LoggerFactory.getLogger(ServerTls.class)).detachAppender(log);
    if (server != null) {
      server.shutdownNow();
    }
    if (tls != null) {
      tls.close();
    }
  }

  @Test
  void aReplacedPairIsShownToNewConnectionsAndOpenStreamsGoOn() throws Exception {
    put(first);
    serve();
    assertThat(shown()).isEqualTo("CN=first");
    ManagedChannel before = channel(trusting(ours));
    try {
      Iterator<HealthCheckResponse> stream =
          HealthGrpc.newBlockingStub(before).watch(HealthCheckRequest.getDefaultInstance());
      assertThat(stream.next().getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);

      put(second);
      await().untilAsserted(() -> assertThat(shown()).isEqualTo("CN=second"));

      health.setStatus("", HealthCheckResponse.ServingStatus.NOT_SERVING);
      assertThat(stream.next().getStatus())
          .isEqualTo(HealthCheckResponse.ServingStatus.NOT_SERVING);
      assertThat(warnings()).isEmpty();
    } finally {
      before.shutdownNow();
    }
  }

  @Test
  void aBrokenPairIsWarnedOfOnceAndTheFormerStaysUntilThereIsAGoodOne() throws Exception {
    put(first);
    serve();
    copy(second.certificate(), files.certificate());
    await().untilAsserted(() -> assertThat(warnings()).hasSize(1));
    assertThat(warnings().get(0))
        .isEqualTo(
            "The changed files of TLS are not used, the former ones stay: --tls-key: '"
                + files.key()
                + "' is not the key of the first certificate in '"
                + files.certificate()
                + "'");
    assertThat(shown()).isEqualTo("CN=first");
    Files.writeString(files.certificate(), "nonsense");
    await().untilAsserted(() -> assertThat(warnings()).hasSize(2));
    assertThat(shown()).isEqualTo("CN=first");
    put(second);
    await().untilAsserted(() -> assertThat(shown()).isEqualTo("CN=second"));
    assertThat(warnings()).hasSize(2);
  }

  @Test
  void onlyClientsOfTheAuthorityGetInAndItCanBeReplaced() throws Exception {
    Path authority = dir.resolve("clients.pem");
    copy(ours.certificate(), authority);
    files = new TlsFiles(files.certificate(), files.key(), Optional.of(authority));
    put(first);
    serve();
    assertThat(asks(trusting(ours, second))).isTrue();
    assertThat(asks(trusting(ours))).isFalse();
    assertThat(asks(trusting(ours, ofOthers))).isFalse();

    copy(others.certificate(), authority);
    await().untilAsserted(() -> assertThat(asks(trusting(ours, ofOthers))).isTrue());
    assertThat(asks(trusting(ours, second))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theNewTwoVersionsAreSpoken(String version) throws Exception {
    put(first);
    serve();
    assertThat(handshake(version)).isEqualTo("CN=first");
  }

  @Test
  void olderVersionsAreNotSpoken() throws Exception {
    put(first);
    ServerTls loaded = ServerTls.load(files);
    tls = loaded;
    // A Java client refuses to offer them, so the server's own list has to do.
    assertThat(loaded.context().newEngine(ByteBufAllocator.DEFAULT).getEnabledProtocols())
        .contains("TLSv1.2", "TLSv1.3")
        .doesNotContain("TLSv1", "TLSv1.1", "SSLv3");
  }

  @Test
  void aKeyThatEveryUserCanReadIsRefused() throws Exception {
    put(first);
    Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(
        "--tls-key: '"
            + files.key()
            + "' holds a key and can be read by every user (expected: chmod 600)");
  }

  @Test
  void aKeyOfAnotherFormIsRefusedWithTheCommandThatConvertsIt() throws Exception {
    put(first);
    Files.writeString(files.key(), "-----BEGIN EC PRIVATE KEY-----\nAA==\n");
    assertRefused(
        "--tls-key: '"
            + files.key()
            + "' holds no key in PKCS#8 without a passphrase (expected: PEM, -----BEGIN PRIVATE"
            + " KEY-----, as 'openssl pkcs8 -topk8 -nodes -in OLD -out NEW' makes it of another)");
  }

  @Test
  void whatIsNoCertificateIsRefused() throws Exception {
    put(first);
    copy(first.key(), files.certificate());
    assertRefused(
        "--tls-cert: '"
            + files.certificate()
            + "' holds no certificate (expected: PEM, -----BEGIN CERTIFICATE-----)");
  }

  @Test
  void aMissingFileIsNamed() {
    assertRefused("--tls-cert: '" + files.certificate() + "' is not a file that can be read");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> ServerTls.load(files))
        .isInstanceOf(UnusableTlsException.class)
        .hasMessage(message);
  }

  private void serve() throws IOException {
    ServerTls loaded = ServerTls.load(files, OFTEN);
    tls = loaded;
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sslContext(loaded.context())
            .addService(health.getHealthService())
            .build()
            .start();
  }

  private boolean asks(ChannelCredentials credentials) {
    ManagedChannel channel = channel(credentials);
    try {
      var unused =
          HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance());
      return true;
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
      return false;
    } finally {
      channel.shutdownNow();
    }
  }

  private ManagedChannel channel(ChannelCredentials credentials) {
    return NettyChannelBuilder.forAddress("localhost", port(), credentials).build();
  }

  private static ChannelCredentials trusting(TestAuthority authority) throws IOException {
    return TlsChannelCredentials.newBuilder()
        .trustManager(authority.certificate().toFile())
        .build();
  }

  private static ChannelCredentials trusting(TestAuthority authority, Pair shown)
      throws IOException {
    return TlsChannelCredentials.newBuilder()
        .trustManager(authority.certificate().toFile())
        .keyManager(shown.certificate().toFile(), shown.key().toFile())
        .build();
  }

  private int port() {
    return Objects.requireNonNull(server).getPort();
  }

  /** The name in the certificate that a new connection is shown. */
  private String shown() throws Exception {
    return handshake("TLSv1.3");
  }

  private String handshake(String version) throws Exception {
    String[] name = new String[1];
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Curious(chain -> name[0] = nameIn(chain))}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", port())) {
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
    }
    return name[0];
  }

  private static String nameIn(X509Certificate[] chain) {
    return chain[0].getSubjectX500Principal().getName();
  }

  /** Trusts everybody, and looks who it is. */
  private record Curious(Consumer<X509Certificate[]> seen) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      seen.accept(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private List<String> warnings() {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private void put(Pair pair) throws IOException {
    copy(pair.certificate(), files.certificate());
    copy(pair.key(), files.key());
  }

  private static void copy(Path from, Path to) throws IOException {
    Path part = Files.copy(from, to.resolveSibling("part"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
