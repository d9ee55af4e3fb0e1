package io.redfire.core.redis;

import io.redfire.core.redis.RedisAddress.Cluster;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisAddress.Tcp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The servers of a cluster, of which each primary holds some of the slots.
 *
 * <p>A message that is published at one of them is heard at every one, so a single subscription
 * does.
 */
final class ClusterServers implements RedisServers {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterServers.class);

  private final boolean tls;
  private final ClusterConnectionProvider servers;
  private final RedisClusterClient client;

  ClusterServers(Cluster place, JedisClientConfig config, ConnectionPoolConfig bounds) {
    this.tls = place.tls();
    Set<HostAndPort> seeds = hostsAndPorts(place.seeds());
    this.servers = new ClusterConnectionProvider(seeds, config, bounds);
    this.client =
        RedisClusterClient.builder()
            .connectionProvider(servers)
            .nodes(seeds)
            .clientConfig(config)
            // From three attempts on Jedis sleeps between them, up to the sum of all time limits:
            // readers would go on half a minute after all is well. Who asks here asks again anyway.
            .maxAttempts(2)
            .build();
  }

  static Set<HostAndPort> hostsAndPorts(List<Tcp> places) {
    Set<HostAndPort> all = new LinkedHashSet<>();
    places.forEach(place -> all.add(new HostAndPort(place.host(), place.port())));
    return all;
  }

  @Override
  public UnifiedJedis client() {
    return client;
  }

  @Override
  public Endpoint holderOf(byte[] key) {
    int slot = JedisClusterCRC16.getSlot(key);
    HostAndPort holder = servers.getNode(slot);
    if (holder == null) {
      throw new JedisException("No server of the cluster holds slot " + slot + " now.");
    }
    return endpoint(holder);
  }

  @Override
  public Endpoint endpoint(HostAndPort server) {
    return new Tcp(server.getHost(), server.getPort(), tls);
  }

  @Override
  public Endpoint listeningPost() {
    // A server that cannot be reached must not be asked again and again.
    List<Endpoint> all = shuffled();
    if (all.isEmpty()) {
      throw new JedisException("No server of the cluster is known now.");
    }
    return all.get(0);
  }

  @Override
  public boolean isListeningPost(Endpoint server) {
    return all().contains(server);
  }

  @Override
  public Collection<Endpoint> all() {
    List<Endpoint> all = new ArrayList<>();
    for (String server : servers.getNodes().keySet()) {
      all.add(endpoint(HostAndPort.from(server)));
    }
    return all;
  }

  private List<Endpoint> shuffled() {
    List<Endpoint> all = new ArrayList<>(all());
    Collections.shuffle(all);
    return all;
  }

  @Override
  public Connection borrow(Endpoint server) {
    Tcp place = (Tcp) server;
    return servers.getConnection(new HostAndPort(place.host(), place.port()));
  }

  @Override
  public int writers() {
    return SingleServer.WRITERS * Math.max(1, servers.getPrimaryNodes().size());
  }

  /** Asks a server at random: one that is cut off from the others would tell old news each time. */
  @Override
  public void lookAgain() {
    for (Endpoint server : shuffled()) {
      try (Connection connection = borrow(server)) {
        servers.renewSlotCache(connection);
        return;
      } catch (JedisException silent) {
        LOG.debug("{} does not tell the slots: {}", server, silent.toString());
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
