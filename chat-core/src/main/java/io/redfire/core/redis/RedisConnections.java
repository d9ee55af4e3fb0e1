package io.redfire.core.redis;

import io.redfire.core.redis.RedisAddress.Tcp;
import io.redfire.core.redis.RedisAddress.UnixSocket;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
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
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * The way to reach one Redis: opens connections to its address.
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
  private final SslOptions tls;

  /**
   * Trusts the certificate authorities that the JVM trusts.
   *
   * @param connectTimeout how long a connection may take to stand
   * @param socketTimeout how long an answer may take, the first exchange included
   */
  public RedisConnections(RedisAddress address, Duration connectTimeout, Duration socketTimeout) {
    this(
        address,
        connectTimeout,
        socketTimeout,
        SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
  }

  RedisConnections(
      RedisAddress address, Duration connectTimeout, Duration socketTimeout, SslOptions tls) {
    this.address = address;
    this.connectTimeout = connectTimeout;
    this.socketTimeout = socketTimeout;
    this.tls = tls;
  }

  /** The Redis that is reached. */
  public RedisAddress address() {
    return address;
  }

  /**
   * Opens a connection for one thread's own use, such as a {@link redis.clients.jedis.Pipeline}.
   *
   * @param name what {@code CLIENT LIST} shows; no spaces
   * @throws redis.clients.jedis.exceptions.JedisException if Redis cannot be reached or refuses
   */
  public Connection open(String name) {
    return open(name, Duration.ZERO);
  }

  /**
   * Opens a connection for a subscription, such as {@code JedisPubSub.proceed} takes.
   *
   * @param silence how long nothing may come before the subscription fails; PING it more often
   * @throws redis.clients.jedis.exceptions.JedisException if Redis cannot be reached or refuses
   */
  public Connection openSubscriber(String name, Duration silence) {
    return open(name, silence);
  }

  /**
   * Makes a pool of connections, which are opened when needed; its users wait at most the socket
   * timeout for a free one.
   */
  public RedisClient pool(String name, int maxConnections) {
    JedisClientConfig config = config(name, Duration.ZERO);
    ConnectionPoolConfig bounds = new ConnectionPoolConfig();
    bounds.setMaxTotal(maxConnections);
    bounds.setMaxIdle(maxConnections);
    bounds.setMaxWait(socketTimeout);
    return RedisClient.builder()
        .connectionProvider(
            new PooledConnectionProvider(new ConnectionFactory(sockets(config), config), bounds))
        .clientConfig(config)
        .build();
  }

  private Connection open(String name, Duration silence) {
    JedisClientConfig config = config(name, silence);
    return new Connection(sockets(config), config);
  }

  private JedisClientConfig config(String name, Duration silence) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .resp2()
            .connectionTimeoutMillis(Math.toIntExact(connectTimeout.toMillis()))
            .socketTimeoutMillis(Math.toIntExact(socketTimeout.toMillis()))
            .blockingSocketTimeoutMillis(Math.toIntExact(silence.toMillis()))
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .clientName(name)
            .database(address.database());
    address.user().ifPresent(config::user);
    if (address.user().isPresent() || address.password().isPresent()) {
      // A user without a password has to be named too; Redis takes any password for such a user.
      config.password(address.password().orElse(""));
    }
    if (address.endpoint() instanceof Tcp tcp && tcp.tls()) {
      config.sslOptions(tls);
    }
    return config.build();
  }

  private JedisSocketFactory sockets(JedisClientConfig config) {
    if (address.endpoint() instanceof Tcp tcp) {
      return new DefaultJedisSocketFactory(new HostAndPort(tcp.host(), tcp.port()), config);
    }
    Path path = ((UnixSocket) address.endpoint()).path();
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
