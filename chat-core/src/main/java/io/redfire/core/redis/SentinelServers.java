package io.redfire.core.redis;

import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisAddress.Sentinels;
import io.redfire.core.redis.RedisAddress.Tcp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.SentineledConnectionProvider;

/**
 * A primary and its replicas, watched by Sentinels. Which one is the primary is heard from them:
 * the provider of Jedis listens to each of them on a thread of its own.
 */
final class SentinelServers implements RedisServers {
  private static final Logger LOG = LoggerFactory.getLogger(SentinelServers.class);

  private final Sentinels place;
  private final boolean tls;
  private final JedisClientConfig sentinelConfig;
  private final SentineledConnectionProvider primary;
  private final RedisSentinelClient client;

  SentinelServers(
      Sentinels place,
      JedisClientConfig config,
      JedisClientConfig sentinelConfig,
      ConnectionPoolConfig bounds) {
    this.place = place;
    this.tls = place.tls();
    this.sentinelConfig = sentinelConfig;
    Set<HostAndPort> sentinels = ClusterServers.hostsAndPorts(place.sentinels());
    this.primary =
        new SentineledConnectionProvider(place.master(), config, bounds, sentinels, sentinelConfig);
    this.client =
        RedisSentinelClient.builder()
            .connectionProvider(primary)
            .masterName(place.master())
            .sentinels(sentinels)
            .clientConfig(config)
            .build();
  }

  @Override
  public UnifiedJedis client() {
    return client;
  }

  private Endpoint primary() {
    return endpoint(primary.getCurrentMaster());
  }

  @Override
  public Endpoint endpoint(HostAndPort server) {
    return new Tcp(server.getHost(), server.getPort(), tls);
  }

  @Override
  public Endpoint holderOf(byte[] key) {
    return primary();
  }

  @Override
  public Endpoint listeningPost() {
    return primary();
  }

  @Override
  public boolean isListeningPost(Endpoint server) {
    return server.equals(primary());
  }

  @Override
  public Collection<Endpoint> all() {
    List<Endpoint> all = new ArrayList<>();
    all.add(primary());
    for (HostAndPort sentinel : ClusterServers.hostsAndPorts(place.sentinels())) {
      try (Jedis asked = new Jedis(sentinel, sentinelConfig)) {
        for (Map<String, String> replica : asked.sentinelReplicas(place.master())) {
          String port = String.valueOf(replica.get("port"));
          all.add(new Tcp(String.valueOf(replica.get("ip")), Integer.parseInt(port), tls));
        }
        return all.stream().distinct().collect(Collectors.toList());
      } catch (JedisException silent) {
        LOG.warn("The Sentinel at {} names no replicas: {}", sentinel, silent.toString());
      }
    }
    return all;
  }

  @Override
  public Connection borrow(Endpoint server) {
    return primary.getConnection();
  }

  @Override
  public int writers() {
    return SingleServer.WRITERS;
  }

  @Override
  public void lookAgain() {}

  @Override
  public void close() {
    client.close();
  }
}
