package io.redfire.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.blob.DirectoryBlobs;
import io.redfire.core.log.LogException;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.server.attach.BlobSettings;
import io.redfire.server.attach.s3.S3Blobs;
import io.redfire.server.attach.s3.UnusableBucketException;
import io.redfire.server.embedded.EmbeddedRedis;
import io.redfire.server.outgoing.HookTimes;
import io.redfire.server.settings.ExitCode;
import io.redfire.server.settings.ListenAddress;
import io.redfire.server.settings.Settings;
import io.redfire.server.settings.SettingsCommand;
import io.redfire.server.settings.StartFailure;
import io.redfire.server.tls.ServerTls;
import io.redfire.server.tls.UnusableTlsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/** The program {@code redfire-server}. */
public final class RedfireServer {
  private static final Logger LOG = LoggerFactory.getLogger(RedfireServer.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private RedfireServer() {}

  /** Runs a server until it is told to stop; the exit status tells how it went. */
  public static void main(String[] args) {
    CountDownLatch told = new CountDownLatch(1);
    CompletableFuture<Integer> status = new CompletableFuture<>();
    Thread hook =
        new Thread(
            () -> {
              told.countDown();
              // A JVM that a signal ends would tell the signal's number, however well it stopped.
              Runtime.getRuntime().halt(status.join());
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    status.complete(SettingsCommand.run(args, settings -> run(settings, told)));
    System.exit(status.join());
  }

  private static void run(Settings settings, CountDownLatch told)
      throws IOException, InterruptedException {
    Optional<ServerTls> tls = tls(settings);
    if (settings.redis().isPresent()) {
      serve(settings, settings.redis().get(), Optional.empty(), tls, told);
    } else {
      try (EmbeddedRedis redis =
          EmbeddedRedis.start(settings.dataDirectory(), settings.embeddedRedis())) {
        serve(settings, redis.address(), Optional.of(redis), tls, told);
      }
    }
  }

  private static Optional<ServerTls> tls(Settings settings) {
    try {
      return settings.tls().map(ServerTls::load);
    } catch (UnusableTlsException e) {
      throw new StartFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static void serve(
      Settings settings,
      RedisAddress address,
      Optional<EmbeddedRedis> embedded,
      Optional<ServerTls> tls,
      CountDownLatch told)
      throws InterruptedException {
    RedisConnections redis =
        new RedisConnections(
            address,
            settings.sentinelPassword(),
            settings.redisTrust(),
            CONNECT_TIMEOUT,
            ANSWER_TIMEOUT);
    ListenAddress listen = settings.listen();
    RedisKeys keys = new RedisKeys(settings.redisPrefix());
    AccountSettings accounts =
        new AccountSettings(settings.guests(), settings.openRegistration(), settings.oidc());
    Endpoint holder = holder(redis, keys);
    try (ChatNode node =
        new ChatNode(
            new InetSocketAddress(listen.host(), listen.port()),
            redis,
            keys,
            new NodeSettings(
                settings.retain(),
                settings.ackReplicas(),
                settings.limits(),
                accounts,
                settings.search(),
                usable(settings.blobs())),
            tls)) {
      start(node, listen);
      node.deliverHooks(settings.webhookPrivateAddresses(), HookTimes.USUAL);
      try (RunningMetrics metrics = RunningMetrics.start(settings.metrics(), node.metrics());
          RunningHooks hooks = RunningHooks.start(settings.http(), node, tls.isPresent())) {
        ListenAddress listening = new ListenAddress(listen.host(), node.port());
        Banner.print(
            System.out,
            listening,
            tls.isPresent(),
            address,
            holder,
            embedded,
            metrics.described(),
            hooks.described(),
            settings.redisPrefix(),
            Banner.entry(accounts, listen));
        node.firstAdmin()
            .ifPresent(code -> Banner.firstAdmin(System.out, listening, tls.isPresent(), code));
        told.await();
      }
    }
  }

  /** Found out now, or the first attachment would. */
  private static BlobSettings usable(BlobSettings blobs) {
    if (blobs instanceof BlobSettings.InDirectory files) {
      try {
        new DirectoryBlobs(files.directory()).close();
      } catch (IOException e) {
        throw new StartFailure(
            ExitCode.USAGE, "--blobs: " + files.directory() + " cannot be used (" + e + ")", e);
      }
    }
    if (blobs instanceof BlobSettings.InBucket s3) {
      check(() -> new S3Blobs(s3.bucket()));
    }
    return blobs;
  }

  /** A bucket that does not answer now is no reason why nobody should talk. */
  static void check(Supplier<S3Blobs> opening) {
    try (S3Blobs store = opening.get()) {
      store.check();
    } catch (UnusableBucketException e) {
      throw new StartFailure(ExitCode.USAGE, "--blobs: " + e.getMessage(), e);
    } catch (LogException e) {
      LOG.warn("Starting all the same: attachments come and go again once the bucket does");
    }
  }

  /** The server that holds the room which the banner shows; by the way, whether Redis answers. */
  private static Endpoint holder(RedisConnections redis, RedisKeys keys) {
    try (RedisServers servers = redis.servers("redfire-start", 1)) {
      Endpoint holder = servers.holderOf(keys.log(Banner.ROOM).getBytes(UTF_8));
      try (Connection connection = servers.borrow(holder)) {
        var unused = connection.ping();
      }
      return holder;
    } catch (JedisException e) {
      throw new StartFailure(
          ExitCode.NO_REDIS,
          "Redis at " + redis.address() + " cannot be used (" + firstLine(e) + "); check --redis",
          e);
    }
  }

  private static void start(ChatNode node, ListenAddress listen) {
    try {
      var unused = node.start();
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.CANNOT_LISTEN,
          "cannot listen on " + listen + " (is another server there? choose with --listen)",
          e);
    }
  }

  private static String firstLine(JedisException failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .findFirst()
        .orElse("no answer")
        .replaceAll("\\p{Cc}", "?");
  }
}
