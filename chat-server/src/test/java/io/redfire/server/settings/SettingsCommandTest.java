package io.redfire.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.rate.Rate;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisTrust;
import io.redfire.server.account.oidc.IssuerUrl;
import io.redfire.server.account.oidc.JwtAlgorithm;
import io.redfire.server.account.oidc.OidcSettings;
import io.redfire.server.attach.BlobSettings;
import io.redfire.server.attach.s3.Bucket;
import io.redfire.server.embedded.EmbeddedRedis;
import io.redfire.server.embedded.RedisSource;
import io.redfire.server.limit.AttachmentLimits;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.search.SearchSettings;
import io.redfire.server.tls.TlsFiles;
import io.redfire.testing.TestAuthority;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsCommandTest {
  private static final LimitSettings ON_LOOPBACK =
      LimitSettings.with()
          .connections(20_000)
          .connectionsPerAddress(256)
          .roomsPerUser(1000)
          .textBytes(8192)
          .logInsPerAccount(rate(10, Duration.ofMinutes(10)))
          .logInsPerAddress(rate(60, Duration.ofMinutes(10)))
          .registrationsPerAddress(rate(10, Duration.ofHours(1)))
          .roomCreationsPerUser(rate(20, Duration.ofHours(1)))
          .typingPerUser(rate(20, Duration.ofSeconds(10)))
          .done();

  @TempDir Path dir;
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void nothingToldMeansLoopbackAndARedisOfItsOwn() {
    environment.put("XDG_DATA_HOME", "/data");
    assertThat(settings())
        .isEqualTo(
            new Settings(
                new ListenAddress("127.0.0.1", 7400),
                Optional.empty(),
                RedisTrust.SYSTEM,
                Optional.empty(),
                Optional.empty(),
                "",
                Path.of("/data/redfire"),
                RedisSource.AUTO,
                true,
                true,
                Optional.empty(),
                0,
                Optional.of(new MetricsAddress(new ListenAddress("127.0.0.1", 7401), true)),
                Optional.of(new HttpAddress(new ListenAddress("127.0.0.1", 7402), true)),
                false,
                0,
                LogLevel.INFO,
                ON_LOOPBACK,
                new SearchSettings(
                    true,
                    Optional.of(Path.of("/data/redfire/search")),
                    SearchSettings.USUAL_MAX_BYTES),
                BlobSettings.IN_REDIS));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void everythingCanBeToldByFlags() throws Exception {
    Path secret = secret("hush\n");
    Path authority = TestAuthority.in(dir, "private").certificate();
    assertThat(
            settings(
                "--listen=[::1]:0",
                "--tls-cert=/etc/cert.pem",
                "--tls-key=/etc/cert.key",
                "--tls-client-ca=/etc/clients.pem",
                "--redis-ca=" + authority,
                "--redis",
                "rediss+sentinel://alice@s1,s2/main/2",
                "--redis-password-file",
                secret.toString(),
                "--sentinel-password-file",
                secret.toString(),
                "--redis-prefix",
                "chat:",
                "--data-dir",
                "/srv/redfire",
                "--embedded-redis",
                "bundled",
                "--guests",
                "deny",
                "--registration",
                "closed",
                "--oidc-issuer",
                "https://id.example/chat",
                "--oidc-audience",
                "redfire",
                "--oidc-jwks-url",
                "https://id.example/keys",
                "--oidc-algorithms",
                "es512, PS256",
                "--oidc-user-claim",
                "nick",
                "--ack",
                "replicated:2",
                "--metrics-listen",
                "[::1]:9100",
                "--http-listen",
                "[::1]:9200",
                "--webhook-private-addresses",
                "allow",
                "--retain",
                "1000",
                "--search=off",
                "--search-dir=/srv/index",
                "--search-max-bytes=10000000",
                "--log-level",
                "warn",
                "--blobs",
                "file:///srv/blobs"))
        .isEqualTo(
            new Settings(
                new ListenAddress("::1", 0),
                Optional.of(
                    new TlsFiles(
                        Path.of("/etc/cert.pem"),
                        Path.of("/etc/cert.key"),
                        Optional.of(Path.of("/etc/clients.pem")))),
                new RedisTrust(Optional.of(authority)),
                Optional.of(
                    RedisAddress.parse(
                        "rediss+sentinel://alice@s1,s2/main/2", Optional.of("hush"))),
                Optional.of("hush"),
                "chat:",
                Path.of("/srv/redfire"),
                RedisSource.BUNDLED,
                false,
                false,
                Optional.of(
                    new OidcSettings(
                        IssuerUrl.parse("https://id.example/chat"),
                        "redfire",
                        Optional.of(IssuerUrl.parse("https://id.example/keys")),
                        Set.of(JwtAlgorithm.ES512, JwtAlgorithm.PS256),
                        Optional.of("nick"))),
                2,
                Optional.of(new MetricsAddress(new ListenAddress("::1", 9100), false)),
                Optional.of(new HttpAddress(new ListenAddress("::1", 9200), false)),
                true,
                1000,
                LogLevel.WARN,
                ON_LOOPBACK,
                new SearchSettings(false, Optional.of(Path.of("/srv/index")), 10_000_000),
                new BlobSettings.InDirectory(Path.of("/srv/blobs"))));
  }

  @Test
  void withARedisOfItsOwnNobodyKeepsTheIndexUnlessTold() {
    assertThat(settings("--redis=redis://db").search()).isEqualTo(SearchSettings.PASSING);
  }

  @Test
  void flagWinsOverVariableAndVariableOverFile() throws Exception {
    Path file = file("redfire.conf", "listen = \"127.0.0.1:1\", retain = 1, redis-prefix = \"f:\"");
    environment.put("REDFIRE_LISTEN", "127.0.0.1:2");
    environment.put("REDFIRE_RETAIN", "2");
    Settings settings = settings("--config", file.toString(), "--listen", "127.0.0.1:3");
    assertThat(settings.listen().port()).isEqualTo(3);
    assertThat(settings.retain()).isEqualTo(2);
    assertThat(settings.redisPrefix()).isEqualTo("f:");
  }

  @Test
  void emptyVariableCountsAsNotSet() throws Exception {
    Path file = file("redfire.conf", "retain = 1");
    environment.put("REDFIRE_RETAIN", "");
    environment.put("REDFIRE_CONFIG", file.toString());
    assertThat(settings().retain()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redfire.properties|redis-prefix=a$b:~retain=7",
        "redfire.json|{\"redis-prefix\": \"a$b:\", \"retain\": 7}",
        "redfire.conf|# a comment ~ redis-prefix = \"a$b:\" ~ retain = 7 ~ listen = null",
        "redfire|redis-prefix = \"a$b:\", retain = \"7\""
      })
  void fileMayBeHoconJsonOrProperties(String name, String text) throws Exception {
    Settings settings = settings("--config", file(name, text.replace('~', '\n')).toString());
    assertThat(settings.redisPrefix()).isEqualTo("a$b:");
    assertThat(settings.retain()).isEqualTo(7);
  }

  @Test
  void passwordMayComeInTheUrlFromTheEnvironment() {
    environment.put("REDFIRE_REDIS", "redis://alice:${hu}%40@db");
    assertThat(settings().redis().orElseThrow().password()).contains("${hu}@");
  }

  @Test
  void passwordMayComeInTheUrlFromAFileOfItsOwners() throws Exception {
    Path file = file("redfire.conf", "redis = \"redis://alice:hush@db\"");
    assertRefused(
        file
            + ": redis: '"
            + file
            + "' holds a password and can be read by every user (expected: chmod 600)",
        "--config",
        file.toString());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(settings("--config", file.toString()).redis().orElseThrow().password())
        .contains("hush");
  }

  @Test
  void passwordOnTheCommandLineIsRefusedAndNotRepeated() {
    assertRefused(
        "--redis: a password on the command line can be seen by every user of this machine"
            + " (expected: --redis-password-file FILE, or the whole URL in the environment variable"
            + " REDFIRE_REDIS)",
        "--redis",
        "redis://alice:hush@db");
  }

  @Test
  void passwordFileThatEveryoneCanReadIsRefused() throws Exception {
    Path secret = secret("hush\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(
        "--redis-password-file: '"
            + secret
            + "' holds a password and can be read by every user (expected: chmod 600)",
        "--redis=db:1",
        "--redis-password-file=" + secret);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "hush\nhush\n"})
  void passwordFileHoldsOneLine(String text) throws Exception {
    Path secret = secret(text);
    assertRefused(
        "--redis-password-file: '" + secret + "' does not hold a password (expected: one line)",
        "--redis=db:1",
        "--redis-password-file=" + secret);
  }

  @Test
  void missingPasswordFileIsNamed() {
    assertRefused(
        "--redis-password-file: '/no/such/file' is not a file that can be read",
        "--redis=db:1",
        "--redis-password-file=/no/such/file");
  }

  @Test
  void passwordForNoRedisIsRefused() throws Exception {
    Path secret = secret("hush");
    environment.put("REDFIRE_REDIS_PASSWORD_FILE", secret.toString());
    assertRefused(
        "REDFIRE_REDIS_PASSWORD_FILE: is a password for no Redis (expected: --redis URL beside"
            + " it)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"7400", ":7400", "localhost", "a b:1", "::1", "127.0.0.1:65536", "host:x", "*:1"})
  void whatIsNoAddressToListenOnIsRefused(String listen) {
    assertRefused(
        "--listen: '"
            + listen
            + "' is not an address to listen on (expected: HOST:PORT, such as 127.0.0.1:7400 for"
            + " this machine only, 0.0.0.0:7400 or [::]:7400 for the whole network)",
        "--listen",
        listen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:7400", "[::]:7400", "192.0.2.1:7400", "chat.example:7400"})
  void openPortWithoutTlsIsRefusedUnlessAllowedInSoManyWords(String listen) {
    String refusal =
        listen
            + " would be open to the network without TLS (expected: --tls-cert and --tls-key, or"
            + " --plaintext allow where a proxy brings the TLS)";
    assertRefused("--listen: " + refusal, "--listen", listen);
    assertRefused("--listen: " + refusal, "--listen", listen, "--plaintext", "refuse");
    environment.put("REDFIRE_LISTEN", listen);
    assertRefused("REDFIRE_LISTEN: " + refusal);
    assertThat(settings("--plaintext", "allow").listen()).hasToString(listen);
    assertThat(err.toString())
        .startsWith("redfire-server: warning: " + listen + " is open to the network without TLS")
        .hasLineCount(1);
  }

  @Test
  void openPortWithTlsIsNeitherRefusedNorWarnedOf() {
    Settings settings =
        settings("--listen=0.0.0.0:7400", "--tls-cert=/etc/cert.pem", "--tls-key=/etc/cert.key");
    assertThat(settings.tls())
        .contains(
            new TlsFiles(Path.of("/etc/cert.pem"), Path.of("/etc/cert.key"), Optional.empty()));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void halfAPairOfTlsIsRefused() {
    assertRefused(
        "--tls-cert: is half of a pair (expected: --tls-key FILE beside it)", "--tls-cert=/c.pem");
    assertRefused(
        "--tls-key: is half of a pair (expected: --tls-cert FILE beside it)", "--tls-key=/c.key");
    assertRefused(
        "--tls-client-ca: is for TLS, and there is none (expected: --tls-cert and --tls-key beside"
            + " it)",
        "--tls-client-ca=/ca.pem");
  }

  @Test
  void authorityOfRedisIsForRedisWithTlsAndHoldsACertificate() throws Exception {
    Path nothing = file("ca.pem", "nothing");
    assertRefused(
        "--redis-ca: is for TLS to a Redis of yours (expected: --redis rediss://… beside it)",
        "--redis-ca=" + nothing,
        "--redis=redis://db");
    assertRefused(
        "--redis-ca: '"
            + nothing
            + "' holds no certificate (expected: PEM, -----BEGIN CERTIFICATE-----)",
        "--redis-ca=" + nothing,
        "--redis=rediss://db");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:0", "127.9.9.9:7400", "[::1]:7400"})
  void loopbackIsNotWarnedOf(String listen) {
    assertThat(settings("--listen", listen).listen().isLoopback()).isTrue();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void issuerNeedsAnAudienceAndNoMore() {
    assertRefused(
        "--oidc-issuer: without an audience its tokens for others would count here (expected:"
            + " --oidc-audience beside it)",
        "--oidc-issuer=https://id.example");
    environment.put("REDFIRE_OIDC_AUDIENCE", "redfire");
    assertThat(settings("--oidc-issuer=https://id.example").oidc())
        .contains(
            new OidcSettings(
                IssuerUrl.parse("https://id.example"),
                "redfire",
                Optional.empty(),
                Set.of(JwtAlgorithm.RS256, JwtAlgorithm.ES256),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "--oidc-audience,redfire",
    "--oidc-jwks-url,https://id.example/keys",
    "--oidc-algorithms,RS256",
    "--oidc-user-claim,nick"
  })
  void whatIsAboutNoIssuerIsRefused(String flag, String value) {
    assertRefused(
        flag + ": is about no issuer (expected: --oidc-issuer URL beside it)", flag, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--oidc-issuer|http://id.example|not a place to ask for keys (expected:"
            + " https://HOST[:PORT][/PATH]; http:// to this machine only)",
        "--oidc-jwks-url|file:///etc/keys|not a place to ask for keys (expected:"
            + " https://HOST[:PORT][/PATH]; http:// to this machine only)",
        "--oidc-algorithms|none|'none' is not known (expected: rs256, rs384, rs512, ps256, ps384,"
            + " ps512, es256, es384, es512)",
        "--oidc-algorithms|RS256,HS256|'HS256' is not known (expected: rs256, rs384, rs512, ps256,"
            + " ps384, ps512, es256, es384, es512)",
        "--oidc-algorithms|''|'' is not known (expected: rs256, rs384, rs512, ps256, ps384, ps512,"
            + " es256, es384, es512)",
        "--oidc-audience|''|'' is no word (expected: 1 to 256 ASCII characters, no spaces)",
        "--oidc-user-claim|a b|'a b' is no word (expected: 1 to 256 ASCII characters, no spaces)",
      })
  void badSettingOfTheIssuerIsRefused(String flag, String value, String complaint) {
    assertRefused(flag + ": " + complaint, flag + "=" + value);
  }

  @Test
  void metricsThatAreAskedForStayWhereTheyAre() {
    assertThat(settings("--metrics-listen", "127.0.0.1:7401").metrics())
        .contains(new MetricsAddress(new ListenAddress("127.0.0.1", 7401), false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "OFF"})
  void metricsCanBeTurnedOff(String off) throws Exception {
    assertThat(settings("--metrics-listen", off).metrics()).isEmpty();
    environment.put("REDFIRE_METRICS_LISTEN", off);
    assertThat(settings().metrics()).isEmpty();
    environment.clear();
    Path file = file("redfire.conf", "metrics-listen = " + off);
    assertThat(settings("--config", file.toString()).metrics()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7401", "on", ""})
  void whatIsNoAddressForTheMetricsIsRefused(String listen) {
    assertRefused(
        "--metrics-listen: '"
            + listen
            + "' is no place for the metrics (expected: HOST:PORT, such as 127.0.0.1:7401, or off)",
        "--metrics-listen",
        listen);
  }

  @Test
  void webhooksAreTakenThereOrNowhere() {
    assertThat(settings("--http-listen", "127.0.0.1:7402").http())
        .contains(new HttpAddress(new ListenAddress("127.0.0.1", 7402), false));
    assertThat(settings("--http-listen", "off").http()).isEmpty();
    assertRefused(
        "--http-listen: '7402' is no place for webhooks (expected: HOST:PORT, such as"
            + " 127.0.0.1:7402, or off)",
        "--http-listen",
        "7402");
  }

  @Test
  void webhooksAreNotTakenFromTheNetworkWithoutTls() {
    assertRefused(
        "--http-listen: 0.0.0.0:7402 would be open to the network without TLS (expected: --tls-cert"
            + " and --tls-key, or --plaintext allow where a proxy brings the TLS)",
        "--http-listen",
        "0.0.0.0:7402");
    assertThat(settings("--http-listen", "0.0.0.0:7402", "--plaintext", "allow").http())
        .isPresent();
    assertThat(err.toString()).contains("0.0.0.0:7402 is open to the network without TLS");
  }

  @Test
  void whoPostsFromTheNetworkHasTheLimitsOfTheNetwork() {
    assertThat(settings("--http-listen", "[::1]:0").limits()).isEqualTo(ON_LOOPBACK);
    assertThat(settings("--http-listen", "off").limits()).isEqualTo(ON_LOOPBACK);
    LimitSettings open = settings("--http-listen", "0.0.0.0:7402", "--plaintext", "allow").limits();
    assertThat(open).isNotEqualTo(ON_LOOPBACK);
    assertThat(open.sendsPerUser()).isEqualTo(rate(60, Duration.ofSeconds(2)));
    assertThat(open.sendsPerRoom()).isEqualTo(rate(400, Duration.ofSeconds(2)));
  }

  @Test
  void metricsForTheWholeNetworkAreWarnedOf() {
    assertThat(settings("--metrics-listen", "0.0.0.0:7401").metrics()).isPresent();
    assertThat(err.toString())
        .isEqualTo(
            "redfire-server: warning: the metrics on 0.0.0.0:7401 can be read by everybody in the"
                + " network\n");
  }

  @Test
  void whoServesTheNetworkLetsInWhoHasAnAccountOnly() {
    Settings network = settings("--listen=0.0.0.0:7400", "--plaintext=allow");
    assertThat(network.guests()).isFalse();
    assertThat(network.openRegistration()).isFalse();
    Settings told =
        settings(
            "--listen=0.0.0.0:7400", "--plaintext=allow", "--guests=allow", "--registration=OPEN");
    assertThat(told.guests()).isTrue();
    assertThat(told.openRegistration()).isTrue();
    err.getBuffer().setLength(0);
    assertRefused("--guests: 'some' is not known (expected: allow, deny)", "--guests=some");
    assertRefused(
        "--registration: 'yes' is not known (expected: open, closed)", "--registration=yes");
  }

  @Test
  void whoServesTheNetworkHasLimitsOnAll() {
    LimitSettings limits = settings("--listen", "0.0.0.0:7400", "--plaintext", "allow").limits();
    assertThat(limits.streamsPerUser()).isEqualTo(64);
    assertThat(limits.sendsPerUser()).isEqualTo(rate(60, Duration.ofSeconds(2)));
    assertThat(limits.sendsPerRoom()).isEqualTo(rate(400, Duration.ofSeconds(2)));
    assertThat(limits.historyPerUser()).isEqualTo(rate(200, Duration.ofSeconds(10)));
    assertThat(limits.searchesPerUser()).isEqualTo(rate(30, Duration.ofSeconds(10)));
    assertThat(limits.attachments())
        .isEqualTo(
            new AttachmentLimits(25L << 20, 1L << 30, 16, rate(1_000_000, Duration.ofDays(1))));
  }

  @Test
  void eachLimitCanBeTold() {
    assertThat(
            settings(
                    "--max-connections=1",
                    "--max-connections-per-address=2",
                    "--max-streams-per-user=3",
                    "--max-rooms-per-user=0",
                    "--max-text-bytes=4",
                    "--send-rate=5/250ms",
                    "--room-send-rate=6/2s",
                    "--log-in-rate=7/3m",
                    "--log-in-address-rate=8/24h",
                    "--registration-rate=off",
                    "--room-creation-rate=1000000/1s",
                    "--typing-rate=11/1s",
                    "--history-rate=12/1s",
                    "--search-rate=15/1s",
                    "--max-attachment-bytes=1073741824",
                    "--max-room-attachment-bytes=0",
                    "--max-uploads-per-user=13",
                    "--upload-rate=14/1s")
                .limits())
        .isEqualTo(
            LimitSettings.with()
                .connections(1)
                .connectionsPerAddress(2)
                .streamsPerUser(3)
                .textBytes(4)
                .sendsPerUser(rate(5, Duration.ofMillis(250)))
                .sendsPerRoom(rate(6, Duration.ofSeconds(2)))
                .logInsPerAccount(rate(7, Duration.ofMinutes(3)))
                .logInsPerAddress(rate(8, Duration.ofHours(24)))
                .roomCreationsPerUser(rate(1_000_000, Duration.ofSeconds(1)))
                .typingPerUser(rate(11, Duration.ofSeconds(1)))
                .historyPerUser(rate(12, Duration.ofSeconds(1)))
                .searchesPerUser(rate(15, Duration.ofSeconds(1)))
                .attachments(new AttachmentLimits(1L << 30, 0, 13, rate(14, Duration.ofSeconds(1))))
                .done());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1073741825", "1e3", "25M", "off"})
  void whatIsNoSizeOfAnAttachmentIsRefused(String bytes) {
    assertRefused(
        "--max-attachment-bytes: "
            + Shown.quoted(bytes)
            + " is no number of bytes (expected: 1 to 1073741824)",
        "--max-attachment-bytes=" + bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "file:", "file:blobs", "file://host/x", "/srv/blobs", "s3a://abc", "Redis"})
  void whatIsNoPlaceForBytesIsRefused(String place) {
    assertRefused(
        "--blobs: "
            + Shown.quoted(place)
            + " is no place for bytes (expected: redis, file:///PATH, or "
            + Bucket.FORM
            + ")",
        "--blobs=" + place);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://key:hush@bucket",
        "https://key:hush@minio/bucket",
        "https://key:hush%40minio/bucket",
        "file://key:hush@bucket",
        "key:hush@bucket"
      })
  void whatMayHoldAPasswordIsNotShown(String place) {
    assertRefused(
        "--blobs: that is no place for bytes (expected: redis, file:///PATH, or "
            + Bucket.FORM
            + ")",
        "--blobs=" + place);
  }

  @Test
  void bucketIsReadWithWhereItIs() {
    assertThat(settings("--blobs=s3://red-fire/a/b/?endpoint=https%3A%2F%2Fminio:9000&region=x-1"))
        .extracting(Settings::blobs)
        .isEqualTo(
            new BlobSettings.InBucket(
                new Bucket(
                    "red-fire",
                    "a/b/",
                    Optional.of(URI.create("https://minio:9000")),
                    Optional.of("x-1"))));
    assertThat(settings("--blobs=S3://red.fire").blobs())
        .isEqualTo(
            new BlobSettings.InBucket(
                new Bucket("red.fire", "", Optional.empty(), Optional.empty())));
    assertThat(settings("--blobs=s3://bucket/?endpoint=http://127.0.0.1:9000").blobs())
        .isEqualTo(
            new BlobSettings.InBucket(
                new Bucket(
                    "bucket",
                    "",
                    Optional.of(URI.create("http://127.0.0.1:9000")),
                    Optional.empty())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3:bucket",
        "s3://h",
        "s3://bucket?region=hush%zz",
        "s3://Hush-hush",
        "s3://key:hush@bucket",
        "S3://key:hush@bucket",
        "s3://bucket/../hush",
        "s3://bucket//hush",
        "s3://bucket/hush%20hush",
        "s3://bucket?hush",
        "s3://bucket?secret=hush",
        "s3://bucket?region=a&region=hush",
        "s3://bucket?region=hush%20hush",
        "s3://bucket?endpoint=hush",
        "s3://bucket?endpoint=ftp://hush",
        "s3://bucket?endpoint=https://",
        "s3://bucket?endpoint=https://key:hush%40minio",
        "s3://bucket?endpoint=https://minio/hush",
        "s3://bucket?endpoint=https://minio%3Fhush",
        "s3://bucket#hush"
      })
  void whatIsNoBucketIsRefusedAndNotShown(String place) {
    assertThat(execute("--blobs=" + place)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .startsWith("redfire-server: --blobs: the s3: address ")
        .contains("(expected: ")
        .doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "30/s",
        "30/1",
        "30 / 1s",
        "+30/1s",
        "0/1s",
        "1/0s",
        "1/25h",
        "1000001/1s",
        "1/99999999h",
        "1/1d",
        "1/1S",
        "OFF",
        "none",
        "0",
        "٣/1s",
        "1/1s\n"
      })
  void whatIsNoRateIsRefused(String rate) {
    assertRefused(
        "--send-rate: "
            + Shown.quoted(rate)
            + " is not a rate (expected: such as 60/2s or 10/10m, which is 1 to 1000000 in 1ms to"
            + " 24h, or off)",
        "--send-rate=" + rate);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1e3", "off", "1000001", "99999999999"})
  void whatIsNoNumberIsRefused(String number) {
    assertRefused(
        "--max-connections: '"
            + number
            + "' is not a number (expected: 1 to 1000000, or 0 for no limit)",
        "--max-connections=" + number);
  }

  @Test
  void textIsAsLongAsARequestCarries() {
    assertThat(settings("--max-text-bytes=32768").limits().textBytes()).isEqualTo(32 * 1024);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "08", "8K", "off", "32769", "99999999999"})
  void whatIsNoLengthOfATextIsRefused(String length) {
    assertRefused(
        "--max-text-bytes: '" + length + "' is no length of a text (expected: 1 to 32768 bytes)",
        "--max-text-bytes=" + length);
  }

  private static Optional<Rate> rate(int tokens, Duration period) {
    return Optional.of(new Rate(tokens, period));
  }

  @Test
  void badRedisAddressIsRefusedWithItsSource() {
    environment.put("REDFIRE_REDIS", "http://alice:hush@db");
    assertRefused(
        "REDFIRE_REDIS: 'http://…@db' is of a kind that is not known (expected:"
            + " redis://[USER@]HOST[:PORT][/DB],"
            + " redis+sentinel://[USER@]HOST[:PORT],…/MASTER[/DB],"
            + " redis+cluster://[USER@]HOST[:PORT],…, each with rediss for TLS,"
            + " unix:///PATH[?db=N] or HOST:PORT)");
  }

  @Test
  void sentinelPasswordIsForSentinelsOnly() throws Exception {
    Path secret = secret("hush\n");
    assertRefused(
        "--sentinel-password-file: is a password for no Sentinels (expected: --redis"
            + " redis+sentinel://… beside it)",
        "--sentinel-password-file",
        secret.toString(),
        "--redis",
        "redis://db");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"replicated", "replicated:0", "replicated:17", "on_disk", "replicated:-1"})
  void unknownLevelOfAcknowledgementIsRefused(String level) {
    assertRefused(
        "--ack: '"
            + level
            + "' is no level of acknowledgement (expected: accepted, or replicated:K for 1 to 16"
            + " replicas)",
        "--ack",
        level);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "{a}:", "a\u0007", "a\u009bb", "a\u200bb", "a\u3000b"})
  void prefixThatCannotStandBeforeAKeyIsRefused(String prefix) {
    assertRefused(
        "--redis-prefix: "
            + Shown.quoted(prefix)
            + " cannot stand before a key (expected: at most 64 characters, no spaces, controls,"
            + " '{' or '}')",
        "--redis-prefix",
        prefix);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--retain|-1|'-1' is not a number of entries (expected: 1 to 1000000000, or 0 to keep all)",
        "--retain|1e3|'1e3' is not a number of entries (expected: 1 to 1000000000, or 0 to keep"
            + " all)",
        "--retain|9999999999|'9999999999' is not a number of entries (expected: 1 to 1000000000,"
            + " or 0 to keep all)",
        "--plaintext|yes|'yes' is not known (expected: refuse, allow)",
        "--embedded-redis|docker|'docker' is not known (expected: auto, installed, bundled)",
        "--log-level|loud|'loud' is not known (expected: error, warn, info, debug)",
        "--data-dir|~/chat|'~/chat' begins with '~', which only a shell knows (expected: a full"
            + " path)",
        "--data-dir|''|'' is no path (expected: a path)",
        "--config|/no/such/file|'/no/such/file' is not a file that can be read"
      })
  void badValueIsRefusedWithWhatWasExpected(String flag, String value, String complaint) {
    assertRefused(flag + ": " + complaint, flag + "=" + value);
  }

  @Test
  void unknownOptionIsRefusedWithTheNearestOne() {
    assertThat(execute("--lisen=hush")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .startsWith("redfire-server: '--lisen' is not an option (expected: --listen")
        .doesNotContain("hush")
        .hasLineCount(1);
  }

  @Test
  void optionWithoutItsValueIsRefused() {
    assertRefused("--listen: the value is missing (expected: HOST:PORT)", "--listen");
  }

  @Test
  void optionToldTwiceIsRefused() {
    assertRefused(
        "option '--retain' (N) should be specified only once (see --help)",
        "--retain=1",
        "--retain=2");
  }

  @Test
  void argumentOfNoOptionIsRefusedAndNotRepeated() {
    assertRefused(
        "there is an argument that belongs to no option (expected: options only; see --help)",
        "redis://alice:hush@db");
  }

  @Test
  void unknownKeyInTheFileIsRefusedWithTheNearestOnes() throws Exception {
    Path file = file("redfire.conf", "retain = 1\nlisten-on = \"127.0.0.1:1\"\n");
    assertThat(execute("--config", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .startsWith(
            "redfire-server: " + file + ":2: 'listen-on' is not a setting (expected: listen")
        .hasLineCount(1);
  }

  @Test
  void fileCannotNameAnotherFile() throws Exception {
    Path file = file("redfire.conf", "config = other.conf");
    assertThat(execute("--config", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(":1: 'config' is not a setting");
  }

  @Test
  void fileThatIsNotUnderstoodIsRefusedWithTheLineButNotItsText() throws Exception {
    Path file = file("redfire.conf", "retain = 1\nredis = redis://alice:hush@db\n");
    assertRefused(
        file
            + ":2: cannot be understood (expected: lines such as listen = \"127.0.0.1:7400\", the"
            + " value in double quotes)",
        "--config",
        file.toString());
  }

  @Test
  void keyThatHoldsMoreThanOneValueIsRefused() throws Exception {
    Path file = file("redfire.conf", "redis { url = db }");
    assertRefused(
        file + ":1: 'redis' holds more than one value (expected: one URL)",
        "--config",
        file.toString());
  }

  @Test
  void badValueInTheFileIsRefusedWithItsPlace() throws Exception {
    Path file = file("redfire.conf", "retain = many");
    assertRefused(
        file
            + ": retain: 'many' is not a number of entries (expected: 1 to 1000000000, or 0 to keep"
            + " all)",
        "--config",
        file.toString());
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void helpTellsEachOptionAndWhatHoldsWithoutIt(Setting setting) {
    assertThat(execute("--help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains(setting.flag() + "=" + setting.label())
        .contains("Default: " + setting.usual())
        .contains("\n" + setting.section().heading() + ":\n")
        .contains("Examples:", "-h, --help", "-V, --version");
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void helpTellsEachExitStatus(ExitCode code) {
    execute("-h");
    assertThat(out.toString()).contains(code.status() + "  " + code.meaning());
  }

  @ParameterizedTest
  @CsvSource({
    "REDFIRE_LISTEN,x",
    "REDFIRE_TLS_CERT,~",
    "REDFIRE_TLS_KEY,~",
    "REDFIRE_TLS_CLIENT_CA,~",
    "REDFIRE_PLAINTEXT,x",
    "REDFIRE_REDIS_CA,~",
    "REDFIRE_REDIS,x",
    "REDFIRE_REDIS_PASSWORD_FILE,x",
    "REDFIRE_REDIS_PREFIX,{",
    "REDFIRE_DATA_DIR,~",
    "REDFIRE_EMBEDDED_REDIS,x",
    "REDFIRE_OIDC_ISSUER,x",
    "REDFIRE_OIDC_AUDIENCE,x",
    "REDFIRE_OIDC_JWKS_URL,x",
    "REDFIRE_OIDC_ALGORITHMS,x",
    "REDFIRE_OIDC_USER_CLAIM,x",
    "REDFIRE_METRICS_LISTEN,x",
    "REDFIRE_HTTP_LISTEN,x",
    "REDFIRE_WEBHOOK_PRIVATE_ADDRESSES,x",
    "REDFIRE_RETAIN,x",
    "REDFIRE_CONFIG,x",
    "REDFIRE_LOG_LEVEL,x"
  })
  void eachSettingHasAVariable(String variable, String bad) {
    environment.put(variable, bad);
    assertThat(execute()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("redfire-server: " + variable + ": ");
  }

  @Test
  void versionIsOneLine() {
    assertThat(execute("--version")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).startsWith("redfire-server ").hasLineCount(1);
  }

  @Test
  void helpAndVersionWorkBesideABadFile() {
    environment.put("REDFIRE_CONFIG", "/no/such/file");
    assertThat(execute("--help")).isEqualTo(ExitCode.DONE);
    assertThat(execute("--version")).isEqualTo(ExitCode.DONE);
  }

  @Test
  void failureOfTheServerIsOneLineAndItsStatus() {
    SettingsCommand.Runner busy =
        settings -> {
          throw new StartFailure(
              ExitCode.CANNOT_LISTEN,
              "--listen: " + settings.listen() + " is in use",
              new BindException());
        };
    assertThat(execute(busy)).isEqualTo(ExitCode.CANNOT_LISTEN);
    assertThat(err.toString()).isEqualTo("redfire-server: --listen: 127.0.0.1:7400 is in use\n");
  }

  @Test
  void embeddedRedisThatCannotStartIsAFailureOfRedis() throws Exception {
    Path taken = file("taken", "");
    SettingsCommand.Runner embedded =
        settings -> EmbeddedRedis.start(settings.dataDirectory(), settings.embeddedRedis()).close();
    assertThat(execute(embedded, "--data-dir", taken.toString())).isEqualTo(ExitCode.NO_REDIS);
    assertThat(err.toString())
        .isEqualTo(
            "redfire-server: --data-dir: '" + taken + "' cannot be used: it is in the way\n");
  }

  @Test
  void unforeseenFailureIsOneLineToo() {
    SettingsCommand.Runner broken =
        settings -> {
          throw new IOException("disk\nfull");
        };
    assertThat(execute(broken)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .isEqualTo("redfire-server: failed: 'java.io.IOException: disk\ufffdfull'\n");
  }

  @Test
  void statusesAreTheDocumentedOnes() {
    assertThat(List.of(ExitCode.values()).stream().map(ExitCode::status))
        .containsExactly(0, 1, 2, 69, 73, 78);
  }

  private Settings settings(String... args) {
    Settings[] seen = new Settings[1];
    assertThat(execute(settings -> seen[0] = settings, args))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    return seen[0];
  }

  private void assertRefused(String message, String... args) {
    assertThat(execute(args)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).isEqualTo("redfire-server: " + message + "\n");
    assertThat(out.toString()).isEmpty();
    err.getBuffer().setLength(0);
  }

  private ExitCode execute(String... args) {
    return execute(
        settings -> {
          throw new AssertionError("must not run with " + settings);
        },
        args);
  }

  private ExitCode execute(SettingsCommand.Runner runner, String... args) {
    return new SettingsCommand(environment, new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(args, runner);
  }

  private Path file(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  private Path secret(String text) throws IOException {
    Path file = file("secret", text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
