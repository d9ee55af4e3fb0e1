package io.redfire.core.redis;

import io.redfire.core.redis.RedisAddress.Cluster;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisAddress.Sentinels;
import io.redfire.core.redis.RedisAddress.Tcp;
import io.redfire.core.redis.RedisAddress.UnixSocket;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * The way to reach one Redis: opens connections to its address, and to the servers behind it where
 * it is several.
 *
 * <p>Immutable; any thread may call it. It keeps no connection itself: whoever opens one closes it.
 *
 * <p>Connections speak RESP2. It is what every Redis, proxy and ACL takes without a HELLO, and on a
 * subscription it answers PING in the stream of messages, where a subscriber can see it.
 */
public final class RedisConnections {
  private final RedisAddress address;
  private final Duration connectTimeout;
  private final Duration socketTimeout;
  private final Optional<String> sentinelPassword;
  private final SslOptions tls;

  /**
   * As {@link #RedisConnections(RedisAddress, Optional, Duration, Duration)}, where the Sentinels,
   * if any, ask for no password.
   */
  public RedisConnections(RedisAddress address, Duration connectTimeout, Duration socketTimeout) {
    this(address, Optional.empty(), connectTimeout, socketTimeout);
  }

  /**
   * As {@link #RedisConnections(RedisAddress, Optional, RedisTrust, Duration, Duration)}, with the
   * certificate authorities that the JVM trusts.
   */
  public RedisConnections(
      RedisAddress address,
      Optional<String> sentinelPassword,
      Duration connectTimeout,
      Duration socketTimeout) {
    this(address, sentinelPassword, RedisTrust.SYSTEM, connectTimeout, socketTimeout);
  }

  /**
   * The way to that address.
   *
   * @param sentinelPassword what the Sentinels ask for; empty for nothing
   * @param trust who vouches for servers that speak TLS
   * @param connectTimeout how long a connection may take to stand
   * @param socketTimeout how long an answer may take, the first exchange included
   */
  public RedisConnections(
      RedisAddress address,
      Optional<String> sentinelPassword,
      RedisTrust trust,
      Duration connectTimeout,
      Duration socketTimeout) {
    this(address, sentinelPassword, connectTimeout, socketTimeout, trust.options());
  }

  RedisConnections(
      RedisAddress address,
      Optional<String> sentinelPassword,
      Duration connectTimeout,
      Duration socketTimeout,
      SslOptions tls) {
    this.address = address;
    this.sentinelPassword = sentinelPassword;
    this.connectTimeout = connectTimeout;
    this.socketTimeout = socketTimeout;
    this.tls = tls;
  }

  /** The same Redis, with no more patience for a connection or an answer than this. */
  public RedisConnections within(Duration patience) {
    return new RedisConnections(
        address,
        sentinelPassword,
        shorter(connectTimeout, patience),
        shorter(socketTimeout, patience),
        tls);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** The Redis that is reached. */
  public RedisAddress address() {
    return address;
  }

  /**
   * Finds the servers.
   *
   * @param name what {@code CLIENT LIST} shows of their pooled connections; no spaces
   * @param maxConnections how many of them each server gets at most; who needs one waits at most
   *     the socket timeout for it
   * @throws redis.clients.jedis.exceptions.JedisException if there are Sentinels or a cluster, and
   *     none of the servers named tells where the others are
   */
  public RedisServers servers(String name, int maxConnections) {
    JedisClientConfig config = config(name, Duration.ZERO);
    ConnectionPoolConfig bounds = new ConnectionPoolConfig();
    bounds.setMaxTotal(maxConnections);
    bounds.setMaxIdle(maxConnections);
    bounds.setMaxWait(socketTimeout);
    if (address.place() instanceof Sentinels sentinels) {
      return new SentinelServers(sentinels, config, sentinelConfig(name), bounds);
    }
    if (address.place() instanceof Cluster cluster) {
      return new ClusterServers(cluster, config, bounds);
    }
    Endpoint endpoint = (Endpoint) address.place();
    return new SingleServer(
        endpoint,
        new PooledConnectionProvider(
            new ConnectionFactory(sockets(endpoint, config), config), bounds),
        config);
  }

  /**
   * Opens a connection for one thread's own use, such as a {@link redis.clients.jedis.Pipeline}, to
   * the one server, the primary, or any server of a cluster.
   *
   * @param name what {@code CLIENT LIST} shows; no spaces
   * @throws redis.clients.jedis.exceptions.JedisException if Redis cannot be reached or refuses
   */
  public Connection open(String name) {
    return open(anyServer(name), name);
  }

  /** As {@link #open(String)}, to that server. */
  public Connection open(Endpoint server, String name) {
    return openSubscriber(server, name, Duration.ZERO);
  }

  /**
   * As {@link #openSubscriber(Endpoint, String, Duration)}, to the server that {@link
   * #open(String)} would take.
   */
  public Connection openSubscriber(String name, Duration silence) {
    return openSubscriber(anyServer(name), name, silence);
  }

  /**
   * Opens a connection for a subscription, such as {@code JedisPubSub.proceed} takes.
   *
   * @param silence how long nothing may come before the subscription fails; PING it more often
   * @throws redis.clients.jedis.exceptions.JedisException if Redis cannot be reached or refuses
   */
  public Connection openSubscriber(Endpoint server, String name, Duration silence) {
    JedisClientConfig config = config(name, silence);
    return new Connection(sockets(server, config), config);
  }

  private Endpoint anyServer(String name) {
    if (address.place() instanceof Endpoint endpoint) {
      return endpoint;
    }
    try (RedisServers servers = servers(name, 1)) {
      return servers.listeningPost();
    }
  }

  private JedisClientConfig config(String name, Duration silence) {
    DefaultJedisClientConfig.Builder config =
        anyConfig(name)
            .blockingSocketTimeoutMillis(Math.toIntExact(silence.toMillis()))
            .database(address.database());
    address.user().ifPresent(config::user);
    if (address.user().isPresent() || address.password().isPresent()) {
      // A user without a password has to be named too; Redis takes any password for such a user.
      config.password(address.password().orElse(""));
    }
    return config.build();
  }

  /** Sentinels have no databases, and users of their own. */
  private JedisClientConfig sentinelConfig(String name) {
    DefaultJedisClientConfig.Builder config = anyConfig(name);
    sentinelPassword.ifPresent(config::password);
    return config.build();
  }

  private DefaultJedisClientConfig.Builder anyConfig(String name) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .resp2()
            .connectionTimeoutMillis(Math.toIntExact(connectTimeout.toMillis()))
            .socketTimeoutMillis(Math.toIntExact(socketTimeout.toMillis()))
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .clientName(name);
    if (address.place().tls()) {
      config.sslOptions(tls);
    }
    return config;
  }

  private JedisSocketFactory sockets(Endpoint server, JedisClientConfig config) {
    if (server instanceof Tcp tcp) {
      return new DefaultJedisSocketFactory(new HostAndPort(tcp.host(), tcp.port()), config);
    }
    Path path = ((UnixSocket) server).path();
    return () -> unixSocket(path);
  }

  private Socket unixSocket(Path path) {
    AFUNIXSocket socket = null;
    try {
      socket = AFUNIXSocket.newInstance();
      socket.connect(AFUNIXSocketAddress.of(path), Math.toIntExact(connectTimeout.toMillis()));
      socket.setSoTimeout(Math.toIntExact(socketTimeout.toMillis()));
      return socket;
    } catch (IOException e) {
      closeAfter(e, socket);
      throw new JedisConnectionException("Failed to connect to " + path + ".", e);
    }
  }

  private static void closeAfter(IOException failure, @Nullable Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }
}
