package io.redfire.server;

import io.grpc.BindableService;
import io.redfire.chat.v1.Welcome;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.account.FirstAdmin;
import io.redfire.server.account.OneTimeCode;
import io.redfire.server.account.Passwords;
import io.redfire.server.account.oidc.IssuedAccounts;
import io.redfire.server.account.oidc.JwtVerifier;
import io.redfire.server.api.ChatService;
import io.redfire.server.api.UnaryCalls;
import io.redfire.server.attach.Collector;
import io.redfire.server.bot.CommandRuns;
import io.redfire.server.bot.HookPosts;
import io.redfire.server.govern.NotedRooms;
import io.redfire.server.govern.UsedRooms;
import io.redfire.server.http.HookClient;
import io.redfire.server.http.HookEndpoint;
import io.redfire.server.limit.Doorkeeper;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.limit.Quota;
import io.redfire.server.metrics.NodeState;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.outgoing.HookDeliveries;
import io.redfire.server.outgoing.HookTimes;
import io.redfire.server.presence.PresenceDesk;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Attaching;
import io.redfire.server.right.Authority;
import io.redfire.server.right.CachedAuthority;
import io.redfire.server.right.Callers;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.search.MessageSearch;
import io.redfire.server.session.EventLoops;
import io.redfire.server.session.Services;
import io.redfire.server.session.Sessions;
import io.redfire.server.tls.ServerTls;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Requests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One running chat server: everything that it is made of, in the order in which it starts.
 *
 * <p>{@link #start} and {@link #close} are for one thread.
 */
public final class ChatNode implements AutoCloseable {
  private final Clock clock = Clock.systemUTC();
  private final ServerMetrics metrics = new ServerMetrics(version());
  private final NodeStore store;
  private final NodeThreads threads = new NodeThreads();
  private final Passwords passwords = new Passwords();
  private final Optional<IssuedAccounts> issuer;
  private final Collector collector;
  private final MessageSearch search;
  private final LiveRooms rooms;
  private final Authority authority;
  private final PresenceDesk presence;
  private final Doorkeeper door;
  private final HookPosts posts;
  private final int mostTextBytes;
  private volatile Optional<HookDeliveries> delivering = Optional.empty();
  private final EventLoops loops = new EventLoops(NodeThreads.named("loop-%d"));
  private final Sessions sessions;
  private final Optional<ServerTls> tls;
  private final ContractServer server;

  /** As the other one, without TLS. */
  public ChatNode(
      InetSocketAddress listen, RedisConnections redis, RedisKeys keys, NodeSettings settings) {
    this(listen, redis, keys, settings, Optional.empty());
  }

  /**
   * Puts a node together; it serves after {@link #start}.
   *
   * @param tls what its connections are secured with, which is closed with the node; empty for
   *     connections in the clear
   * @throws redis.clients.jedis.exceptions.JedisException if there are Sentinels or a cluster, and
   *     none of the servers named tells where the others are
   */
  public ChatNode(
      InetSocketAddress listen,
      RedisConnections redis,
      RedisKeys keys,
      NodeSettings settings,
      Optional<ServerTls> tls) {
    this.tls = tls;
    LimitSettings limits = settings.limits();
    AccountSettings entry = settings.entry();
    store = new NodeStore(redis, keys, settings, metrics, clock);
    collector = new Collector(store.attachments, clock);
    issuer =
        entry
            .oidc()
            .map(oidc -> new JwtVerifier(oidc, clock))
            .map(
                verifier -> new IssuedAccounts(store.accounts, verifier, clock, threads.strangers));
    Callers callers =
        new Callers(
            store.accounts, issuer, entry.guests(), clock, threads.strangers, threads.blocking);
    authority = new CachedAuthority(store.members, threads.blocking, clock);
    search =
        new MessageSearch(settings.search(), store.log, threads.blocking, threads.timer, metrics);
    rooms =
        new LiveRooms(
            store.log,
            store.bus,
            Events::wire,
            threads.blocking,
            threads.timer,
            metrics,
            authority::changed);
    presence =
        new PresenceDesk(
            store.presences, store.members, authority, threads.presence, threads.timer);
    Admission admission =
        new Admission(
            authority,
            store.rates,
            limits,
            store.log,
            threads.blocking,
            clock,
            new Attaching(
                store.attachments.rooms(),
                store.attachments.carrying(),
                threads.blocking,
                threads.carriers));
    Requests requests = new Requests(clock, settings.replicas(), limits.textBytes());
    Services services =
        new Services(
            rooms,
            store.log,
            store.bus,
            store.members,
            callers,
            authority,
            admission,
            new Quota<>(limits.streamsPerUser()),
            requests,
            new UsedRooms(new NotedRooms(store.log, store.members, clock), threads.blocking),
            presence,
            new CommandRuns(
                store.commands,
                store.members,
                store.accounts,
                admission,
                store.log,
                requests,
                threads.blocking),
            threads.blocking);
    door = new Doorkeeper(limits, metrics);
    mostTextBytes = limits.textBytes();
    posts =
        new HookPosts(
            store.hooks,
            store.accounts,
            admission,
            store.log,
            requests,
            store.rates,
            threads.posters,
            threads.blocking);
    sessions = new Sessions(services, welcome(settings), threads.timer, loops, metrics);
    List<BindableService> contract = new ArrayList<>();
    contract.add(new ChatService(sessions, new UnaryCalls(services)));
    contract.addAll(
        new PeopleServices(store, threads, settings, services, clock)
            .all(passwords, search, metrics, () -> delivering.ifPresent(HookDeliveries::changed)));
    server =
        new ContractServer(
            listen,
            tls,
            loops,
            door,
            metrics,
            contract,
            isForAll(listen, entry) ? Optional.empty() : Optional.of(callers));
    metrics.watch(new State());
  }

  /** Whether only this machine's own programs connect, and may without saying who they are. */
  private static boolean isForAll(InetSocketAddress listen, AccountSettings entry) {
    return entry.guests() && !listen.isUnresolved() && listen.getAddress().isLoopbackAddress();
  }

  private static Welcome welcome(NodeSettings settings) {
    LimitSettings limits = settings.limits();
    Welcome.Builder welcome =
        Welcome.newBuilder()
            .setServerVersion(version())
            .setNode(UUID.randomUUID().toString().substring(0, 8))
            .setLimits(Limit.toProto(limits.textBytes(), limits.attachments().bytes()));
    if (settings.search().on()) {
      welcome.addFeatures("search");
    }
    return welcome.build();
  }

  static String version() {
    String version = ChatNode.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /**
   * Starts to serve.
   *
   * @throws IOException where it cannot listen
   */
  public ChatNode start() throws IOException {
    server.start();
    collector.start();
    return this;
  }

  /**
   * Makes a code by which a server without an administrator gets one; blocks on Redis.
   *
   * @return to be shown once; empty where there is an administrator
   * @throws io.redfire.core.log.LogException where Redis does not answer
   */
  public Optional<OneTimeCode> firstAdmin() {
    return new FirstAdmin(store.accounts).invite();
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /**
   * Takes posts to incoming webhooks there, secured as the node is. Whoever asks closes it before
   * the node.
   *
   * @throws IOException where it cannot listen
   */
  public HookEndpoint listenForHooks(InetSocketAddress listen) throws IOException {
    return HookEndpoint.start(
        listen, loops, door, tls.map(ServerTls::http), posts, mostTextBytes, metrics);
  }

  /**
   * Posts what stands in rooms to their outgoing webhooks from now on, beside all other nodes that
   * do. Once, after {@link #start}.
   *
   * @param privateAddresses whether receivers may be on this machine and the networks around it
   */
  public void deliverHooks(boolean privateAddresses, HookTimes times) {
    HookDeliveries started =
        new HookDeliveries(
            store.hooks,
            store.deliveries,
            store.log,
            rooms,
            store.accounts,
            authority,
            new HookClient(loops, times.connect(), times.answer()),
            privateAddresses,
            times,
            metrics,
            clock);
    delivering = Optional.of(started);
    started.start();
  }

  /** The numbers of this node, for an endpoint to tell. */
  public ServerMetrics metrics() {
    return metrics;
  }

  /** How many chat streams are open. */
  public int streams() {
    return sessions.count();
  }

  /**
   * Stops: says goodbye in every stream, finishes what was taken in, and ends within 5 s, whatever
   * the clients do.
   */
  @Override
  public void close() {
    // Posts under way end while everybody else is seen out, and other nodes take the rest.
    delivering.ifPresent(HookDeliveries::stop);
    server.stop(sessions);
    presence.close();
    search.close();
    delivering.ifPresent(HookDeliveries::close);
    rooms.close();
    store.bus.close();
    passwords.close();
    issuer.ifPresent(IssuedAccounts::close);
    threads.close();
    collector.close();
    store.close();
    server.end();
    loops.close();
    tls.ifPresent(ServerTls::close);
  }

  /** What the metrics ask. */
  private final class State implements NodeState {
    @Override
    public int streams() {
      return sessions.count();
    }

    @Override
    public int rooms() {
      return rooms.count();
    }

    @Override
    public int readers() {
      return rooms.readers();
    }

    @Override
    public long slowestLag() {
      return rooms.slowestLag();
    }

    @Override
    public int waitingAppends() {
      return store.log.waitingAppends();
    }
  }
}
