package io.redfire.server;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.AttachmentServiceGrpc;
import io.redfire.chat.v1.BotServiceGrpc;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.PresenceServiceGrpc;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.chat.v1.SearchServiceGrpc;
import io.redfire.chat.v1.WebhookServiceGrpc;
import io.redfire.chat.v1.Welcome;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.blob.DirectoryBlobs;
import io.redfire.core.bus.MessageBus;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.account.RedisAccounts;
import io.redfire.core.redis.blob.RedisBlobLedger;
import io.redfire.core.redis.blob.RedisBlobs;
import io.redfire.core.redis.blob.RedisRoomAttachments;
import io.redfire.core.redis.blob.RedisUploads;
import io.redfire.core.redis.bot.RedisDeliveries;
import io.redfire.core.redis.bot.RedisSlashCommands;
import io.redfire.core.redis.bot.RedisWebhooks;
import io.redfire.core.redis.bus.RedisMessageBus;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.member.RedisPresences;
import io.redfire.core.redis.member.RedisRoomMembers;
import io.redfire.core.redis.rate.RedisRateLimits;
import io.redfire.core.redis.transfer.RedisRoomTransfer;
import io.redfire.server.account.Attempts;
import io.redfire.server.account.Entrance;
import io.redfire.server.account.FirstAdmin;
import io.redfire.server.account.OneTimeCode;
import io.redfire.server.account.Passwords;
import io.redfire.server.account.SessionDesk;
import io.redfire.server.account.oidc.IssuedAccounts;
import io.redfire.server.account.oidc.JwtVerifier;
import io.redfire.server.admin.AdminGate;
import io.redfire.server.admin.AdminService;
import io.redfire.server.api.AccountService;
import io.redfire.server.api.BotService;
import io.redfire.server.api.BytesMarshaller;
import io.redfire.server.api.ChatService;
import io.redfire.server.api.ErrorInterceptor;
import io.redfire.server.api.PresenceService;
import io.redfire.server.api.RoomService;
import io.redfire.server.api.SearchService;
import io.redfire.server.api.UnaryCalls;
import io.redfire.server.api.UnknownMethods;
import io.redfire.server.api.WebhookService;
import io.redfire.server.attach.AttachmentService;
import io.redfire.server.attach.Attachments;
import io.redfire.server.attach.Collector;
import io.redfire.server.bot.CommandBook;
import io.redfire.server.bot.CommandRuns;
import io.redfire.server.bot.HookBook;
import io.redfire.server.bot.HookPosts;
import io.redfire.server.govern.Governing;
import io.redfire.server.govern.NotedRooms;
import io.redfire.server.govern.RoomChanges;
import io.redfire.server.govern.RoomMoves;
import io.redfire.server.govern.RoomNames;
import io.redfire.server.govern.RoomOrder;
import io.redfire.server.govern.RoomQuota;
import io.redfire.server.govern.UsedRooms;
import io.redfire.server.http.HookClient;
import io.redfire.server.http.HookEndpoint;
import io.redfire.server.limit.BoundedThreads;
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
import io.redfire.server.right.CredentialsInterceptor;
import io.redfire.server.right.SendRates;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.search.MessageSearch;
import io.redfire.server.search.SearchSettings;
import io.redfire.server.session.EventLoops;
import io.redfire.server.session.Services;
import io.redfire.server.session.Sessions;
import io.redfire.server.tls.ServerTls;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running chat server: everything that it is made of, in the order in which it starts.
 *
 * <p>{@link #start} and {@link #close} are for one thread.
 */
public final class ChatNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChatNode.class);
  private static final int BLOCKING_THREADS = 8;

  /** A second's worth or more; each of a thousand rooms of an inbox is one or two. */
  private static final int BLOCKING_WAITING = 50_000;

  /** Who is there is nobody's hurry: it must not keep those waiting who read and write. */
  private static final int PRESENCE_THREADS = 4;

  private static final int PRESENCE_WAITING = 20_000;

  /** Strangers must not keep those waiting who were let in, nor the rooms. */
  private static final int STRANGER_THREADS = 4;

  /** Of their own, so that whoever guesses webhooks keeps no one from logging in. */
  private static final int POSTER_THREADS = 2;

  private static final int POSTERS_WAITING = 256;

  private static final int STRANGERS_WAITING = 4096;

  /** How many threads may ask the same part of Redis at once. */
  private static final int READERS = BLOCKING_THREADS + CallThreads.CALLS;

  /** How many threads may ask for attachments at once, the one that clears up among them. */
  private static final int ATTACHERS = CallThreads.CALLS + CallThreads.BLOBS + 1;

  private static final int MAX_METADATA_BYTES = 8 * 1024;

  /** A connection with no call on it, and no stream, is there for nobody. */
  private static final long MAX_IDLE_MINUTES = 5;

  /** Whose health is told, besides that of the whole. */
  private static final Set<String> SERVICES =
      Set.of(
          ChatServiceGrpc.SERVICE_NAME,
          AccountServiceGrpc.SERVICE_NAME,
          RoomServiceGrpc.SERVICE_NAME,
          PresenceServiceGrpc.SERVICE_NAME,
          SearchServiceGrpc.SERVICE_NAME,
          AttachmentServiceGrpc.SERVICE_NAME,
          BotServiceGrpc.SERVICE_NAME,
          WebhookServiceGrpc.SERVICE_NAME,
          AdminServiceGrpc.SERVICE_NAME);

  private static final long STOP_MILLIS = 2500;
  private static final long LAST_WORD_MILLIS = 400;

  private final ServerMetrics metrics = new ServerMetrics(version());
  private final RedisMessageLog log;
  private final MessageBus bus;
  private final RedisAccounts accounts;
  private final RedisRoomMembers members;
  private final RedisPresences presences;
  private final RedisRoomTransfer transfer;
  private final RedisSlashCommands commands;
  private final RedisWebhooks hooks;
  private final RedisDeliveries deliveries;
  private final RedisRateLimits rates;
  private final Attachments attachments;
  private final Collector collector;
  private final Passwords passwords = new Passwords();
  private final Optional<IssuedAccounts> issuer;
  private final BoundedThreads blocking;
  private final BoundedThreads strangers;
  private final BoundedThreads watching;
  private final BoundedThreads posters;
  private final CallThreads calls = new CallThreads();
  private final ScheduledExecutorService timer;
  private final MessageSearch search;
  private final LiveRooms rooms;
  private final Authority authority;
  private final PresenceDesk presence;
  private final Doorkeeper door;
  private final HookPosts posts;
  private volatile Optional<HookDeliveries> delivering = Optional.empty();
  private final EventLoops loops;
  private final Sessions sessions;
  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server;
  private final Optional<ServerTls> tls;

  /** As the other one, without TLS and with an index of this run alone. */
  public ChatNode(
      InetSocketAddress listen,
      RedisConnections redis,
      RedisKeys keys,
      long retain,
      int replicas,
      LimitSettings limits,
      AccountSettings entry) {
    this(listen, redis, keys, retain, replicas, limits, entry, Optional.empty());
  }

  /** As the other one, with an index of this run alone, and attachments in Redis. */
  public ChatNode(
      InetSocketAddress listen,
      RedisConnections redis,
      RedisKeys keys,
      long retain,
      int replicas,
      LimitSettings limits,
      AccountSettings entry,
      Optional<ServerTls> tls) {
    this(
        listen,
        redis,
        keys,
        retain,
        replicas,
        limits,
        entry,
        tls,
        SearchSettings.PASSING,
        Optional.empty());
  }

  /**
   * Puts a node together; it serves after {@link #start}.
   *
   * @param retain how many entries a room keeps; 0 keeps all
   * @param replicas how many replicas are to have a message before it is acknowledged, where its
   *     sender does not say; 0 for none
   * @param limits what clients may take
   * @param entry who is let in
   * @param tls what its connections are secured with, which is closed with the node; empty for
   *     connections in the clear
   * @param searching whether and where there is an index of messages
   * @param directory where the bytes of attachments are kept; empty for Redis
   * @throws redis.clients.jedis.exceptions.JedisException if there are Sentinels or a cluster, and
   *     none of the servers named tells where the others are
   */
  public ChatNode(
      InetSocketAddress listen,
      RedisConnections redis,
      RedisKeys keys,
      long retain,
      int replicas,
      LimitSettings limits,
      AccountSettings entry,
      Optional<ServerTls> tls,
      SearchSettings searching,
      Optional<Path> directory) {
    this.tls = tls;
    log = new RedisMessageLog(redis, keys, retain, READERS + HookDeliveries.THREADS, metrics);
    bus = RedisMessageBus.open(redis, keys);
    blocking = new BoundedThreads(BLOCKING_THREADS, BLOCKING_WAITING, threads("redis-%d"));
    strangers = new BoundedThreads(STRANGER_THREADS, STRANGERS_WAITING, threads("stranger-%d"));
    watching = new BoundedThreads(PRESENCE_THREADS, PRESENCE_WAITING, threads("presence-%d"));
    timer = timer();
    posters = new BoundedThreads(POSTER_THREADS, POSTERS_WAITING, threads("hook-%d"));
    accounts =
        new RedisAccounts(
            redis, keys, READERS + STRANGER_THREADS + POSTER_THREADS + HookDeliveries.THREADS);
    members = new RedisRoomMembers(redis, keys, READERS + PRESENCE_THREADS);
    presences = new RedisPresences(redis, keys, PRESENCE_THREADS);
    transfer = new RedisRoomTransfer(redis, keys, CallThreads.TRANSFERS, log, members);
    commands = new RedisSlashCommands(redis, keys, READERS);
    hooks = new RedisWebhooks(redis, keys, READERS + POSTER_THREADS + HookDeliveries.THREADS);
    deliveries = new RedisDeliveries(redis, keys, CallThreads.CALLS + HookDeliveries.THREADS);
    rates = new RedisRateLimits(redis, keys);
    Clock clock = Clock.systemUTC();
    attachments =
        new Attachments(
            new RedisUploads(redis, keys, ATTACHERS),
            new RedisRoomAttachments(redis, keys, ATTACHERS + BLOCKING_THREADS),
            new RedisBlobLedger(redis, keys, ATTACHERS),
            blobs(redis, keys, directory),
            rates,
            limits.attachments(),
            clock);
    collector = new Collector(attachments, clock);
    issuer =
        entry
            .oidc()
            .map(oidc -> new JwtVerifier(oidc, clock))
            .map(verifier -> new IssuedAccounts(accounts, verifier, clock, strangers));
    Callers callers = new Callers(accounts, issuer, entry.guests(), clock, strangers, blocking);
    authority = new CachedAuthority(members, blocking, clock);
    search = new MessageSearch(searching, log, blocking, timer, metrics);
    rooms = new LiveRooms(log, bus, Events::wire, blocking, timer, metrics, authority::changed);
    presence = new PresenceDesk(presences, members, authority, watching, timer);
    Admission admission =
        new Admission(
            authority,
            rates,
            limits,
            log,
            blocking,
            clock,
            new Attaching(attachments.rooms(), blocking));
    Requests requests = new Requests(clock, replicas, limits.textBytes());
    Services services =
        new Services(
            rooms,
            log,
            bus,
            members,
            callers,
            authority,
            admission,
            new Quota<>(limits.streamsPerUser()),
            requests,
            new UsedRooms(new NotedRooms(log, members, clock), blocking),
            presence,
            new CommandRuns(commands, members, accounts, admission, log, requests, blocking),
            blocking);
    door = new Doorkeeper(limits, metrics);
    posts = new HookPosts(hooks, accounts, admission, log, requests, rates, posters, blocking);
    loops = new EventLoops(threads("loop-%d"));
    sessions = new Sessions(services, welcome(limits, searching), timer, loops, metrics);
    server =
        server(
            listen,
            door,
            new ChatService(sessions, new UnaryCalls(services)),
            people(entry, limits, services),
            introspection(isForAll(listen, entry), callers));
    metrics.watch(new State());
  }

  private static BlobStore blobs(RedisConnections redis, RedisKeys keys, Optional<Path> directory) {
    try {
      return directory.isPresent()
          ? new DirectoryBlobs(directory.get())
          : new RedisBlobs(redis, keys, ATTACHERS);
    } catch (IOException e) {
      throw new UncheckedIOException("the directory of attachments cannot be used", e);
    }
  }

  /** The services that are about accounts and their rooms. */
  private List<BindableService> people(
      AccountSettings entry, LimitSettings limits, Services services) {
    Clock clock = Clock.systemUTC();
    SessionDesk desk = new SessionDesk(accounts, log, clock, blocking);
    Entrance entrance =
        new Entrance(
            accounts,
            passwords,
            new Attempts(rates, limits),
            desk,
            entry.openRegistration(),
            clock,
            blocking);
    SendRates sends = new SendRates(rates, limits);
    Governing governing = new Governing(services.authority(), log, members, sends, clock);
    RoomQuota quota = new RoomQuota(rates, limits, members);
    Requests requests = services.requests();
    RoomNames names = new RoomNames(members);
    RoomChanges changes = new RoomChanges(governing, requests, accounts, quota, names);
    RoomMoves moves = new RoomMoves(governing, requests, accounts, members, quota);
    RoomOrder order = new RoomOrder(governing, requests, accounts);
    return List.of(
        new RoomService(services, changes, moves, order),
        new PresenceService(services),
        new SearchService(services, search),
        new AttachmentService(
            attachments, services.callers(), services.authority(), services.admission(), metrics),
        new BotService(
            services,
            new CommandBook(commands, members, accounts, services.authority(), sends, clock)),
        new WebhookService(
            services.callers(),
            new HookBook(
                hooks,
                deliveries,
                log,
                services.authority(),
                sends,
                clock,
                () -> delivering.ifPresent(HookDeliveries::changed))),
        new AccountService(accounts, services.callers(), entrance, desk, clock, blocking),
        new AdminService(
            accounts,
            services.callers(),
            entrance,
            desk,
            log,
            members,
            transfer,
            requests,
            changes,
            order,
            clock));
  }

  /** Whether only this machine's own programs connect, and may without saying who they are. */
  private static boolean isForAll(InetSocketAddress listen, AccountSettings entry) {
    return entry.guests() && !listen.isUnresolved() && listen.getAddress().isLoopbackAddress();
  }

  /** Who is connected, and from where: not for strangers. */
  private static ServerServiceDefinition introspection(boolean forAll, Callers callers) {
    ServerServiceDefinition channelz = ChannelzService.newInstance(100).bindService();
    return forAll
        ? channelz
        : ServerInterceptors.intercept(
            channelz, new AdminGate(callers), new CredentialsInterceptor(), new ErrorInterceptor());
  }

  /** What every service of the contract needs around it. */
  private ServerServiceDefinition contract(BindableService service) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useMarshalledMessages(service.bindService(), new BytesMarshaller()),
        calls,
        new CredentialsInterceptor(),
        new ErrorInterceptor());
  }

  private Server server(
      InetSocketAddress listen,
      Doorkeeper door,
      ChatService chat,
      List<BindableService> people,
      ServerServiceDefinition introspection) {
    NettyServerBuilder builder = NettyServerBuilder.forAddress(listen);
    tls.ifPresent(secured -> builder.sslContext(secured.context()));
    return loops
        .serve(builder, door)
        .directExecutor()
        .callExecutor(calls)
        .addTransportFilter(metrics.connections())
        .addService(contract(chat))
        .addServices(people.stream().map(this::contract).toList())
        .addService(health.getHealthService())
        .addService(ProtoReflectionServiceV1.newInstance())
        .addService(introspection)
        .fallbackHandlerRegistry(new UnknownMethods())
        .maxInboundMessageSize(Limit.REQUEST_BYTES)
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .maxConcurrentCallsPerConnection(32)
        .maxRstFramesPerWindow(200, 30)
        .handshakeTimeout(10, TimeUnit.SECONDS)
        .maxConnectionIdle(MAX_IDLE_MINUTES, TimeUnit.MINUTES)
        .keepAliveTime(30, TimeUnit.SECONDS)
        .keepAliveTimeout(10, TimeUnit.SECONDS)
        .permitKeepAliveTime(20, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .build();
  }

  private static Welcome welcome(LimitSettings limits, SearchSettings searching) {
    Welcome.Builder welcome =
        Welcome.newBuilder()
            .setServerVersion(version())
            .setNode(UUID.randomUUID().toString().substring(0, 8))
            .setLimits(Limit.toProto(limits.textBytes(), limits.attachments().bytes()));
    if (searching.on()) {
      welcome.addFeatures("search");
    }
    return welcome.build();
  }

  static String version() {
    String version = ChatNode.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads("timer"));
    // Or streams that come and go would stay until what was called off for them is due.
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  private static ThreadFactory threads(String name) {
    return new ThreadFactoryBuilder().setNameFormat(name).setDaemon(true).build();
  }

  /**
   * Starts to serve.
   *
   * @throws IOException where it cannot listen
   */
  public ChatNode start() throws IOException {
    server.start();
    collector.start();
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    SERVICES.forEach(service -> health.setStatus(service, ServingStatus.SERVING));
    return this;
  }

  /**
   * Makes a code by which a server without an administrator gets one; blocks on Redis.
   *
   * @return to be shown once; empty where there is an administrator
   * @throws io.redfire.core.log.LogException where Redis does not answer
   */
  public Optional<OneTimeCode> firstAdmin() {
    return new FirstAdmin(accounts).invite();
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /**
   * Takes posts to incoming webhooks there, secured as the node is. Whoever asks closes it before
   * the node.
   *
   * @throws IOException where it cannot listen
   */
  public HookEndpoint listenForHooks(InetSocketAddress listen) throws IOException {
    return HookEndpoint.start(listen, loops, door, tls.map(ServerTls::http), posts, metrics);
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
            hooks,
            deliveries,
            log,
            rooms,
            accounts,
            authority,
            new HookClient(loops, times.connect(), times.answer()),
            privateAddresses,
            times,
            metrics,
            Clock.systemUTC());
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
    health.enterTerminalState();
    server.shutdown();
    sessions.stop();
    try {
      if (!server.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.info("Ending {} streams with something still under way", sessions.count());
        sessions.end();
      }
      if (!server.awaitTermination(LAST_WORD_MILLIS, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        var unused = server.awaitTermination(LAST_WORD_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    presence.close();
    search.close();
    delivering.ifPresent(HookDeliveries::close);
    rooms.close();
    bus.close();
    timer.shutdownNow();
    passwords.close();
    issuer.ifPresent(IssuedAccounts::close);
    strangers.close();
    watching.close();
    posters.close();
    blocking.close();
    collector.close();
    attachments.close();
    rates.close();
    transfer.close();
    presences.close();
    commands.close();
    hooks.close();
    deliveries.close();
    members.close();
    accounts.close();
    log.close();
    calls.close();
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
      return log.waitingAppends();
    }
  }
}
