package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.protobuf.services.HealthStatusManager;
import io.redfire.testing.TestAuthority;
import io.redfire.testing.TestAuthority.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting by TLS, and each way in which the two sides may disagree about it. */
@Timeout(300)
class TlsCommandTest {
  /** One of each kind: a question, a stream, a measurement. */
  private static final List<String> COMMANDS =
      List.of("ping", "history", "rooms", "send hello", "tail --follow", "bench", "bench history");

  @TempDir static Path made;
  private static TestAuthority ours;
  private static TestAuthority others;
  private static Pair ofServer;
  private static Pair ofClient;
  private static Pair ofOthers;
  private static Pair expired;
  private static Pair elsewhere;

  private final CliRun cli = new CliRun();
  private @Nullable Server server;

  @BeforeAll
  static void makeCertificates() {
    ours = TestAuthority.in(made, "ours");
    others = TestAuthority.in(made, "others");
    ofServer = ours.issue("server", "dns:localhost");
    ofClient = ours.issue("client", "dns:client");
    ofOthers = others.issue("client", "dns:client");
    elsewhere = ours.issue("elsewhere", "dns:chat.example");
    expired = ours.issue("expired", "dns:localhost", "-startdate", "-3d", "-validity", "1");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.shutdownNow();
    }
  }

  @Test
  void aPrivateAuthorityIsTrustedWhereItIsNamed() throws Exception {
    serve(tls(ofServer).build());
    assertThat(run("ping", "--tls-ca", ours.certificate().toString())).isZero();
    assertThat(cli.out()).startsWith("ok localhost:" + port());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void anAuthorityThatIsNotTrustedIsSaidInOneLineByEachCommand(int command) throws Exception {
    serve(tls(ofServer).build());
    assertUnreachable(
        "the server's certificate is of an authority that is not trusted here (expected: one that"
            + " this system knows, or the file of a private one)",
        COMMANDS.get(command),
        "--tls");
  }

  @Test
  void aNameThatIsNotInTheCertificateIsSaid() throws Exception {
    serve(tls(elsewhere).build());
    assertUnreachable(
        "the server's certificate does not fit (No subject alternative DNS name matching localhost"
            + " found.)",
        "ping",
        "--tls-ca=" + ours.certificate());
  }

  @Test
  void aCertificateThatIsOverIsSaid() throws Exception {
    serve(tls(expired).build());
    assertUnreachable(
        "the server's certificate is not valid now (NotAfter: ",
        "send hello",
        "--tls-ca=" + ours.certificate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "send hello", "bench"})
  void aServerWithoutTlsIsSaid(String command) throws Exception {
    serve(InsecureServerCredentials.create());
    assertUnreachable("the server does not speak TLS", command, "--tls");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "history", "bench", "bench history"})
  void aServerThatExpectsTlsIsSaid(String command) throws Exception {
    serve(tls(ofServer).build());
    // It ends the connection in order or not, which the network decides.
    assertUnreachable("expect TLS?)", command);
  }

  @Test
  void aServerThatWantsCertificatesTakesThoseOfItsAuthorityOnly() throws Exception {
    serve(
        tls(ofServer)
            .trustManager(ours.certificate().toFile())
            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
            .build());
    String authority = "--tls-ca=" + ours.certificate();
    assertThat(
            run(
                "ping",
                authority,
                "--tls-cert=" + ofClient.certificate(),
                "--tls-key=" + ofClient.key()))
        .as(String.join("\n", cli.err()))
        .isZero();
    assertUnreachable("the server wants a certificate of its clients", "send hello", authority);
  }

  @Test
  void badFilesAreNamed() throws Exception {
    Path nothing = Files.writeString(made.resolve("nothing.pem"), "nothing");
    assertUsage(
        "--tls-ca: '"
            + nothing
            + "' holds no certificate (expected: PEM, -----BEGIN CERTIFICATE-----)",
        "--tls-ca=" + nothing);
    assertUsage(
        "--tls-ca: '/no/such/file' is not a file that can be read", "--tls-ca=/no/such/file");
    assertUsage(
        "--tls-cert: is half of a pair (expected: --tls-key FILE beside it)",
        "--tls-cert=" + ofOthers.certificate());
    assertUsage(
        "--tls-key: is half of a pair (expected: --tls-cert FILE beside it)",
        "--tls-key=" + ofOthers.key());
    Files.setPosixFilePermissions(ofOthers.key(), PosixFilePermissions.fromString("rw-r--r--"));
    assertUsage(
        "--tls-cert, --tls-key: '"
            + ofOthers.key()
            + "' holds a key and can be read by other users (expected: chmod 600)",
        "--tls-cert=" + ofOthers.certificate(),
        "--tls-key=" + ofOthers.key());
  }

  private static TlsServerCredentials.Builder tls(Pair pair) throws IOException {
    return TlsServerCredentials.newBuilder()
        .keyManager(pair.certificate().toFile(), pair.key().toFile());
  }

  private void serve(ServerCredentials credentials) throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, credentials)
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
  }

  private int port() {
    return Objects.requireNonNull(server).getPort();
  }

  private int run(String command, String... options) {
    return cli.run(
        Stream.of(
                Stream.of(command.split(" ")),
                Stream.of("--server", "localhost:" + port()),
                Stream.of(options))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private void assertUnreachable(String why, String command, String... options) {
    int before = cli.err().size();
    assertThat(run(command, options)).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(cli.out().lines().filter(line -> !line.startsWith("ok "))).isEmpty();
    List<String> said = cli.err().subList(before, cli.err().size());
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).startsWith("redfire: ").contains(why);
  }

  private void assertUsage(String message, String... options) {
    CliRun run = new CliRun();
    String[] all = Stream.concat(Stream.of("ping"), Stream.of(options)).toArray(String[]::new);
    assertThat(run.run(all)).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).containsExactly("redfire: " + message);
  }
}
