package io.redfire.core.redis;

import io.redfire.core.redis.RedisAddress.Endpoint;
import java.util.Collection;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** One server that holds everything. */
final class SingleServer implements RedisServers {
  /** One would do; with two, one round of appends is made while Redis works on another. */
  static final int WRITERS = 2;

  private final Endpoint endpoint;
  private final PooledConnectionProvider pool;
  private final RedisClient client;

  SingleServer(Endpoint endpoint, PooledConnectionProvider pool, JedisClientConfig config) {
    this.endpoint = endpoint;
    this.pool = pool;
    this.client = RedisClient.builder().connectionProvider(pool).clientConfig(config).build();
  }

  @Override
  public UnifiedJedis client() {
    return client;
  }

  @Override
  public Endpoint holderOf(byte[] key) {
    return endpoint;
  }

  @Override
  public Endpoint endpoint(HostAndPort server) {
    return endpoint;
  }

  @Override
  public Endpoint listeningPost() {
    return endpoint;
  }

  @Override
  public boolean isListeningPost(Endpoint server) {
    return true;
  }

  @Override
  public Collection<Endpoint> all() {
    return List.of(endpoint);
  }

  @Override
  public Connection borrow(Endpoint server) {
    return pool.getConnection();
  }

  @Override
  public int writers() {
    return WRITERS;
  }

  @Override
  public void lookAgain() {}

  @Override
  public void close() {
    client.close();
  }
}
