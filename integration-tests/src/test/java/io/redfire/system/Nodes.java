package io.redfire.system;

import io.redfire.core.account.Accounts;
import io.redfire.core.bot.Deliveries;
import io.redfire.core.bot.SlashCommands;
import io.redfire.core.bot.Webhooks;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.account.RedisAccounts;
import io.redfire.core.redis.bot.RedisDeliveries;
import io.redfire.core.redis.bot.RedisSlashCommands;
import io.redfire.core.redis.bot.RedisWebhooks;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.member.RedisRoomMembers;
import io.redfire.server.NodeSettings;
import io.redfire.server.attach.BlobSettings;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.search.SearchSettings;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.UnifiedJedis;

/**
 * The nodes of one test, all on one Redis, with keys that no other test has. For the test's own
 * thread.
 *
 * <pre>{@code
 * try (Nodes nodes = Nodes.onSharedRedis()) {
 *   TestNode one = nodes.start();
 *   TestNode two = nodes.start();
 * }
 * }</pre>
 */
final class Nodes implements AutoCloseable {
  private final RedisConnections connections;
  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final UnifiedJedis redis;
  private final List<TestNode> started = new ArrayList<>();

  private Nodes(RedisConnections connections) {
    this.connections = connections;
    this.redis = connections.servers("test", 8).client();
  }

  /** On the Redis that all tests share. */
  static Nodes onSharedRedis() {
    return new Nodes(TestRedis.shared().connections());
  }

  /** On a Redis that the test kills, flushes or reconfigures. */
  static Nodes on(OwnRedis own) {
    return new Nodes(own.connections());
  }

  /** On a Redis that is reached like this. */
  static Nodes on(RedisConnections connections) {
    return new Nodes(connections);
  }

  /** On such a Redis, with nodes that wait no longer than this for an answer of it. */
  static Nodes on(OwnRedis own, Duration answer) {
    return new Nodes(new RedisConnections(own.address(), answer, answer));
  }

  /** Starts a node that keeps all entries. */
  TestNode start() {
    return start(NodeSettings.OPEN);
  }

  /** Starts a node whose rooms keep so many entries. */
  TestNode start(long retain) {
    return start(NodeSettings.OPEN.retaining(retain));
  }

  /** Starts a node with these limits. */
  TestNode start(LimitSettings limits) {
    return start(NodeSettings.OPEN.within(limits));
  }

  /** Starts a node whose rooms keep so many entries, with an index that is set like this. */
  TestNode start(long retain, SearchSettings search) {
    return start(NodeSettings.OPEN.retaining(retain).searching(search));
  }

  /** Starts a node that keeps the bytes of attachments there. */
  TestNode start(BlobSettings blobs) {
    return start(NodeSettings.OPEN.keeping(blobs));
  }

  /** Starts a node that is set like this. */
  TestNode start(NodeSettings settings) {
    return add(TestNode.start(InetAddress.getLoopbackAddress(), connections, keys, settings));
  }

  /** Starts a node with these limits that listens there. */
  TestNode start(InetAddress listen, LimitSettings limits) {
    return add(TestNode.start(listen, connections, keys, NodeSettings.OPEN.within(limits)));
  }

  /** Starts a node that reaches the same Redis another way. */
  TestNode startThrough(RedisConnections way) {
    return add(TestNode.start(InetAddress.getLoopbackAddress(), way, keys, NodeSettings.OPEN));
  }

  private TestNode add(TestNode node) {
    started.add(node);
    return node;
  }

  /** The logs of all rooms, past all nodes. Whoever asks closes it. */
  RedisMessageLog openLog() {
    return new RedisMessageLog(connections, keys, 0, 2, RedisObserver.NONE);
  }

  /** Who is in which room, past all nodes. Whoever asks closes it. */
  RoomMembers openMembers() {
    return new RedisRoomMembers(connections, keys, 2);
  }

  /** The accounts, past all nodes. Whoever asks closes it. */
  Accounts openAccounts() {
    return new RedisAccounts(connections, keys, 2);
  }

  /** What keeps attachments, past all nodes. Whoever asks closes it. */
  HeldBytes openBytes() {
    return new HeldBytes(connections, keys);
  }

  /** The slash commands, past all nodes. Whoever asks closes it. */
  SlashCommands openCommands() {
    return new RedisSlashCommands(connections, keys, 2);
  }

  /** The webhooks, past all nodes. Whoever asks closes it. */
  Webhooks openWebhooks() {
    return new RedisWebhooks(connections, keys, 2);
  }

  /** How far outgoing webhooks are, past all nodes. Whoever asks closes it. */
  Deliveries openDeliveries() {
    return new RedisDeliveries(connections, keys, 2);
  }

  /** Redis as any other program sees it. Any thread may use it. */
  UnifiedJedis redis() {
    return redis;
  }

  /** The key of a room's list, which is also its channel. */
  String key(String room) {
    return keys.prefix() + room;
  }

  /** The lines of a room's list. */
  List<String> lines(String room) {
    return redis.lrange(key(room), 0, -1);
  }

  /** Runs a command that Jedis has no method for. */
  void command(Protocol.Command command, String... arguments) {
    CommandArguments all = new CommandArguments(command);
    for (String argument : arguments) {
      var unused = all.add(argument);
    }
    var unused = redis.executeCommand(all);
  }

  @Override
  public void close() {
    started.forEach(TestNode::close);
    redis.close();
  }
}
