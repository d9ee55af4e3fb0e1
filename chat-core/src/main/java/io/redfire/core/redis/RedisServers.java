package io.redfire.core.redis;

import io.redfire.core.redis.RedisAddress.Endpoint;
import java.util.Collection;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;

/**
 * The servers of one Redis and which of them holds what, as far as is known now: one alone, the
 * primary that Sentinels tell, or the primaries of a cluster. Thread-safe.
 *
 * <p>What it knows may be old; then a server answers with an error that says so, or not at all.
 */
public interface RedisServers extends AutoCloseable {
  /** Runs a command at the server that holds its keys. */
  UnifiedJedis client();

  /** The server that takes writes to this key. */
  Endpoint holderOf(byte[] key);

  /** The server that a redirection names. */
  Endpoint endpoint(HostAndPort server);

  /** A server on which all that is published is heard. Another call may name another one. */
  Endpoint listeningPost();

  /** Whether all that is published is heard there still. */
  boolean isListeningPost(Endpoint server);

  /** Every server that is known and keeps data, replicas among them where they are told. */
  Collection<Endpoint> all();

  /**
   * Takes a connection to that server from the pool.
   *
   * @return to be closed after use
   * @throws redis.clients.jedis.exceptions.JedisException if it cannot be reached or refuses
   */
  Connection borrow(Endpoint server);

  /** How many threads may well append at once, each to keys of neighbouring slots. */
  int writers();

  /** Finds out anew which server holds what, where it is not told by itself. Blocks. */
  void lookAgain();

  @Override
  void close();
}
