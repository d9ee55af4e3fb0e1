package io.redfire.server.settings;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisTrust;
import io.redfire.server.account.oidc.IssuerUrl;
import io.redfire.server.account.oidc.JwtAlgorithm;
import io.redfire.server.account.oidc.OidcSettings;
import io.redfire.server.attach.BlobSettings;
import io.redfire.server.attach.s3.Bucket;
import io.redfire.server.embedded.RedisSource;
import io.redfire.server.search.SearchSettings;
import io.redfire.server.tls.TlsFiles;
import io.redfire.server.wire.Requests;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** Checks what was told and makes {@link Settings} of it; each refusal names its source. */
final class SettingsReader {
  private static final long MOST_RETAINED = 1_000_000_000;
  private static final int LONGEST_PREFIX = 64;
  private static final Optional<MetricsAddress> USUAL_METRICS =
      Optional.of(new MetricsAddress(new ListenAddress("127.0.0.1", 7401), true));

  private static final Optional<HttpAddress> USUAL_HTTP =
      Optional.of(new HttpAddress(new ListenAddress("127.0.0.1", 7402), true));

  /** Words for whether guests are let in. */
  private enum Guests {
    ALLOW,
    DENY
  }

  /** Words for whether messages can be searched. */
  private enum Search {
    ON,
    OFF
  }

  /** Words for whether outgoing webhooks may reach private networks. */
  private enum PrivateAddresses {
    REFUSE,
    ALLOW
  }

  /** Words for who may make an account. */
  private enum Registration {
    OPEN,
    CLOSED
  }

  private final ParseResult told;
  private final SettingSources sources;

  SettingsReader(ParseResult told, SettingSources sources) {
    this.told = told;
    this.sources = sources;
  }

  Settings read() {
    Optional<RedisAddress> redis = redis();
    ListenAddress listen =
        read(Setting.LISTEN, ListenAddress::parse)
            .orElseGet(() -> ListenAddress.parse(Setting.LISTEN.usual()));
    Path dataDirectory =
        read(Setting.DATA_DIR, SettingsReader::path).orElseGet(this::usualDataDirectory);
    Optional<HttpAddress> http = read(Setting.HTTP_LISTEN, SettingsReader::http).orElse(USUAL_HTTP);
    return new Settings(
        listen,
        tls(),
        redisTrust(redis),
        redis,
        sentinelPassword(redis),
        read(Setting.REDIS_PREFIX, SettingsReader::prefix).orElse(""),
        dataDirectory,
        read(Setting.EMBEDDED_REDIS, text -> oneOf(RedisSource.class, text))
            .orElse(RedisSource.AUTO),
        read(Setting.GUESTS, text -> oneOf(Guests.class, text))
            .map(Guests.ALLOW::equals)
            .orElseGet(listen::isLoopback),
        read(Setting.REGISTRATION, text -> oneOf(Registration.class, text))
            .map(Registration.OPEN::equals)
            .orElseGet(listen::isLoopback),
        oidc(),
        read(Setting.ACK, SettingsReader::replicas).orElse(0),
        read(Setting.METRICS_LISTEN, SettingsReader::metrics).orElse(USUAL_METRICS),
        http,
        read(Setting.WEBHOOK_PRIVATE_ADDRESSES, text -> oneOf(PrivateAddresses.class, text))
            .map(PrivateAddresses.ALLOW::equals)
            .orElse(false),
        read(Setting.RETAIN, SettingsReader::count).orElse(0L),
        read(Setting.LOG_LEVEL, text -> oneOf(LogLevel.class, text)).orElse(LogLevel.INFO),
        new LimitReader(this::read, listen.isLoopback() && isLoopback(http)).read(),
        search(redis, dataDirectory),
        read(Setting.BLOBS, SettingsReader::blobs).orElse(BlobSettings.IN_REDIS));
  }

  private SearchSettings search(Optional<RedisAddress> redis, Path dataDirectory) {
    Optional<Path> directory =
        read(Setting.SEARCH_DIR, SettingsReader::path)
            .or(
                () ->
                    redis.isEmpty()
                        ? Optional.of(dataDirectory.resolve("search"))
                        : Optional.empty());
    return new SearchSettings(
        read(Setting.SEARCH, text -> oneOf(Search.class, text)).map(Search.ON::equals).orElse(true),
        directory,
        read(Setting.SEARCH_MAX_BYTES, SettingsReader::bytes)
            .orElse(
                directory.isPresent()
                    ? SearchSettings.USUAL_MAX_BYTES
                    : SearchSettings.PASSING_MAX_BYTES));
  }

  private static long bytes(String text) {
    if (text.matches("[1-9][0-9]{7,14}")) {
      return Long.parseLong(text);
    }
    throw new IllegalArgumentException(
        Shown.quoted(text) + " is no size of an index (expected: 10000000 or more bytes)");
  }

  /** Whether only programs of this machine can post to webhooks, if anyone. */
  private static boolean isLoopback(Optional<HttpAddress> http) {
    return http.map(place -> place.listen().isLoopback()).orElse(true);
  }

  private Optional<TlsFiles> tls() {
    Optional<Path> certificate = read(Setting.TLS_CERT, SettingsReader::path);
    Optional<Path> key = read(Setting.TLS_KEY, SettingsReader::path);
    Optional<Path> clientAuthority = read(Setting.TLS_CLIENT_CA, SettingsReader::path);
    if (certificate.isPresent() != key.isPresent()) {
      Setting given = certificate.isPresent() ? Setting.TLS_CERT : Setting.TLS_KEY;
      Setting missing = certificate.isPresent() ? Setting.TLS_KEY : Setting.TLS_CERT;
      throw new InvalidSettingException(
          source(given), "is half of a pair (expected: " + missing.flag() + " FILE beside it)");
    }
    if (clientAuthority.isPresent() && certificate.isEmpty()) {
      throw new InvalidSettingException(
          source(Setting.TLS_CLIENT_CA),
          "is for TLS, and there is none (expected: --tls-cert and --tls-key beside it)");
    }
    return certificate.map(path -> new TlsFiles(path, key.orElseThrow(), clientAuthority));
  }

  /**
   * Refuses to be open to the network without TLS, unless that was asked for.
   *
   * @throws InvalidSettingException with what to do instead
   */
  void checkExposure(Settings settings) {
    Plaintext plaintext =
        read(Setting.PLAINTEXT, text -> oneOf(Plaintext.class, text)).orElse(Plaintext.REFUSE);
    if (plaintext == Plaintext.REFUSE && settings.tls().isEmpty()) {
      refuseExposed(Setting.LISTEN, settings.listen());
      settings.http().ifPresent(http -> refuseExposed(Setting.HTTP_LISTEN, http.listen()));
    }
  }

  private void refuseExposed(Setting setting, ListenAddress listen) {
    if (!listen.isLoopback()) {
      throw new InvalidSettingException(
          source(setting),
          listen
              + " would be open to the network without TLS (expected: --tls-cert and --tls-key, or"
              + " --plaintext allow where a proxy brings the TLS)");
    }
  }

  private RedisTrust redisTrust(Optional<RedisAddress> redis) {
    Optional<Path> authority = read(Setting.REDIS_CA, SettingsReader::path);
    if (authority.isPresent() && !redis.map(address -> address.place().tls()).orElse(false)) {
      throw new InvalidSettingException(
          source(Setting.REDIS_CA),
          "is for TLS to a Redis of yours (expected: --redis rediss://… beside it)");
    }
    return read(Setting.REDIS_CA, text -> RedisTrust.of(path(text))).orElse(RedisTrust.SYSTEM);
  }

  private Optional<RedisAddress> redis() {
    Optional<String> password = password(Setting.REDIS_PASSWORD_FILE);
    Optional<RedisAddress> redis =
        read(
            Setting.REDIS,
            text -> {
              checkSecrecy(text);
              return RedisAddress.parse(text, password);
            });
    if (password.isPresent() && redis.isEmpty()) {
      throw new InvalidSettingException(
          source(Setting.REDIS_PASSWORD_FILE),
          "is a password for no Redis (expected: --redis URL beside it)");
    }
    return redis;
  }

  private Optional<String> sentinelPassword(Optional<RedisAddress> redis) {
    Optional<String> password = password(Setting.SENTINEL_PASSWORD_FILE);
    boolean sentinels =
        redis.map(address -> address.place() instanceof RedisAddress.Sentinels).orElse(false);
    if (password.isPresent() && !sentinels) {
      throw new InvalidSettingException(
          source(Setting.SENTINEL_PASSWORD_FILE),
          "is a password for no Sentinels (expected: --redis redis+sentinel://… beside it)");
    }
    return password;
  }

  private Optional<OidcSettings> oidc() {
    Optional<IssuerUrl> issuer = read(Setting.OIDC_ISSUER, IssuerUrl::parse);
    Optional<String> audience = read(Setting.OIDC_AUDIENCE, SettingsReader::spaceless);
    Optional<IssuerUrl> keys = read(Setting.OIDC_JWKS_URL, IssuerUrl::parse);
    Optional<Set<JwtAlgorithm>> algorithms =
        read(Setting.OIDC_ALGORITHMS, SettingsReader::algorithms);
    Optional<String> claim = read(Setting.OIDC_USER_CLAIM, SettingsReader::spaceless);
    if (issuer.isEmpty()) {
      refuseWithoutIssuer(Setting.OIDC_AUDIENCE, audience);
      refuseWithoutIssuer(Setting.OIDC_JWKS_URL, keys);
      refuseWithoutIssuer(Setting.OIDC_ALGORITHMS, algorithms);
      refuseWithoutIssuer(Setting.OIDC_USER_CLAIM, claim);
      return Optional.empty();
    }
    if (audience.isEmpty()) {
      throw new InvalidSettingException(
          source(Setting.OIDC_ISSUER),
          "without an audience its tokens for others would count here (expected: --oidc-audience"
              + " beside it)");
    }
    return Optional.of(
        new OidcSettings(
            issuer.get(),
            audience.get(),
            keys,
            algorithms.orElse(OidcSettings.USUAL_ALGORITHMS),
            claim));
  }

  private void refuseWithoutIssuer(Setting setting, Optional<?> value) {
    if (value.isPresent()) {
      throw new InvalidSettingException(
          source(setting), "is about no issuer (expected: --oidc-issuer URL beside it)");
    }
  }

  private static Set<JwtAlgorithm> algorithms(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(name -> oneOf(JwtAlgorithm.class, name.strip()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String spaceless(String text) {
    if (text.matches("[!-~]{1,256}")) {
      return text;
    }
    throw new IllegalArgumentException(
        Shown.quoted(text) + " is no word (expected: 1 to 256 ASCII characters, no spaces)");
  }

  private Optional<String> password(Setting setting) {
    return read(setting, SettingsReader::path)
        .map(path -> new SecretFile(source(setting), path).read());
  }

  private void checkSecrecy(String url) {
    if (!RedisAddress.carriesPassword(url)) {
      return;
    }
    if (isFlag(Setting.REDIS)) {
      throw new IllegalArgumentException(
          "a password on the command line can be seen by every user of this machine (expected:"
              + " --redis-password-file FILE, or the whole URL in the environment variable "
              + Setting.REDIS.variable()
              + ")");
    }
    if (sources.isFromFile(Setting.REDIS)) {
      new SecretFile(source(Setting.REDIS), Path.of(sources.file().path())).checkPermissions();
    }
  }

  private <T> Optional<T> read(Setting setting, Function<String, T> reading) {
    String text = told.commandSpec().findOption(setting.flag()).getValue();
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(reading.apply(text));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(source(setting), String.valueOf(e.getMessage()));
    }
  }

  private String source(Setting setting) {
    return isFlag(setting) ? setting.flag() : sources.source(setting);
  }

  private boolean isFlag(Setting setting) {
    return told.hasMatchedOption(setting.flag());
  }

  private static Optional<MetricsAddress> metrics(String text) {
    if (text.equalsIgnoreCase("off")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new MetricsAddress(ListenAddress.parse(text), false));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          Shown.quoted(text)
              + " is no place for the metrics (expected: HOST:PORT, such as 127.0.0.1:7401, or"
              + " off)",
          e);
    }
  }

  private static Optional<HttpAddress> http(String text) {
    if (text.equalsIgnoreCase("off")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new HttpAddress(ListenAddress.parse(text), false));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          Shown.quoted(text)
              + " is no place for webhooks (expected: HOST:PORT, such as 127.0.0.1:7402, or off)",
          e);
    }
  }

  private static String prefix(String text) {
    if (text.length() > LONGEST_PREFIX || !text.matches("[^\\p{Cc}\\p{Cf}\\p{Z}{}]*")) {
      throw new IllegalArgumentException(
          Shown.quoted(text)
              + " cannot stand before a key (expected: at most "
              + LONGEST_PREFIX
              + " characters, no spaces, controls, '{' or '}')");
    }
    return text;
  }

  private static Path path(String text) {
    if (text.startsWith("~")) {
      throw new IllegalArgumentException(
          Shown.quoted(text)
              + " begins with '~', which only a shell knows (expected: a full path)");
    }
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          Shown.quoted(text) + " cannot be a path here (expected: one that this system can name)",
          e);
    }
    throw new IllegalArgumentException("'' is no path (expected: a path)");
  }

  private static BlobSettings blobs(String text) {
    if (text.equals("redis")) {
      return BlobSettings.IN_REDIS;
    }
    if (Bucket.isMeant(text)) {
      return bucket(text);
    }
    try {
      if (text.startsWith("file:///")) {
        return new BlobSettings.InDirectory(Path.of(URI.create(text)));
      }
    } catch (IllegalArgumentException e) {
      throw noBlobs(text, e);
    }
    throw noBlobs(text, null);
  }

  /** Not shown where it is none, since there may be a password in it. */
  private static BlobSettings bucket(String text) {
    try {
      return new BlobSettings.InBucket(Bucket.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the s3: address " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException noBlobs(String text, @Nullable Throwable cause) {
    // Before an '@' may stand who may use it.
    String shown = text.contains("@") || text.contains("%40") ? "that" : Shown.quoted(text);
    return new IllegalArgumentException(
        shown + " is no place for bytes (expected: redis, file:///PATH, or " + Bucket.FORM + ")",
        cause);
  }

  private static long count(String text) {
    if (text.matches("[0-9]{1,10}") && Long.parseLong(text) <= MOST_RETAINED) {
      return Long.parseLong(text);
    }
    throw new IllegalArgumentException(
        Shown.quoted(text)
            + " is not a number of entries (expected: 1 to "
            + MOST_RETAINED
            + ", or 0 to keep all)");
  }

  private static int replicas(String text) {
    String level = text.toLowerCase(Locale.ROOT);
    if (level.equals("accepted")) {
      return 0;
    }
    if (level.matches("replicated:[0-9]{1,2}")) {
      int replicas = Integer.parseInt(level.substring("replicated:".length()));
      if (replicas >= 1 && replicas <= Requests.MOST_REPLICAS) {
        return replicas;
      }
    }
    throw new IllegalArgumentException(
        Shown.quoted(text)
            + " is no level of acknowledgement (expected: accepted, or replicated:K for 1 to "
            + Requests.MOST_REPLICAS
            + " replicas)");
  }

  private static <E extends Enum<E>> E oneOf(Class<E> type, String text) {
    E[] all = type.getEnumConstants();
    return Arrays.stream(all)
        .filter(one -> word(one).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Shown.quoted(text)
                        + " is not known (expected: "
                        + Arrays.stream(all)
                            .map(SettingsReader::word)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  private Path usualDataDirectory() {
    Map<String, String> environment = sources.environment();
    String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
    // The XDG rules say that a relative path there is to be ignored.
    return xdg.startsWith("/")
        ? path(xdg).resolve("redfire")
        : Path.of(System.getProperty("user.home", ""), ".local", "share", "redfire");
  }
}
