package io.redfire.server;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.Welcome;
import io.redfire.core.bus.MessageBus;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.bus.RedisMessageBus;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.server.api.BytesMarshaller;
import io.redfire.server.api.ChatService;
import io.redfire.server.api.ErrorInterceptor;
import io.redfire.server.api.UnaryCalls;
import io.redfire.server.api.UnknownMethods;
import io.redfire.server.metrics.NodeState;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.session.EventLoops;
import io.redfire.server.session.Sessions;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Requests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
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
  private static final int CALL_THREADS = 8;
  private static final int MAX_METADATA_BYTES = 8 * 1024;
  private static final long STOP_MILLIS = 2500;
  private static final long LAST_WORD_MILLIS = 400;

  private final ServerMetrics metrics = new ServerMetrics(version());
  private final RedisMessageLog log;
  private final MessageBus bus;
  private final ExecutorService blocking;
  private final ExecutorService calls;
  private final ScheduledExecutorService timer;
  private final LiveRooms rooms;
  private final EventLoops loops;
  private final Sessions sessions;
  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server;

  /**
   * Puts a node together; it serves after {@link #start}.
   *
   * @param retain how many entries a room keeps; 0 keeps all
   * @param replicas how many replicas are to have a message before it is acknowledged, where its
   *     sender does not say; 0 for none
   * @throws redis.clients.jedis.exceptions.JedisException if there are Sentinels or a cluster, and
   *     none of the servers named tells where the others are
   */
  public ChatNode(
      InetSocketAddress listen, RedisConnections redis, RedisKeys keys, long retain, int replicas) {
    log = new RedisMessageLog(redis, keys, retain, BLOCKING_THREADS + CALL_THREADS, metrics);
    bus = RedisMessageBus.open(redis, keys);
    blocking = Executors.newFixedThreadPool(BLOCKING_THREADS, threads("redis-%d"));
    calls = Executors.newFixedThreadPool(CALL_THREADS, threads("call-%d"));
    timer = Executors.newSingleThreadScheduledExecutor(threads("timer"));
    rooms = new LiveRooms(log, bus, Events::wire, blocking, timer, metrics);
    Requests requests = new Requests(Clock.systemUTC(), replicas);
    loops = new EventLoops(threads("loop-%d"));
    sessions = new Sessions(rooms, log, requests, welcome(), blocking, timer, loops, metrics);
    server = server(listen, new ChatService(sessions, new UnaryCalls(log, requests)));
    metrics.watch(new State());
  }

  private Server server(InetSocketAddress listen, ChatService chat) {
    ServerServiceDefinition service =
        ServerInterceptors.intercept(
            ServerInterceptors.useMarshalledMessages(chat.bindService(), new BytesMarshaller()),
            new ErrorInterceptor());
    return loops
        .serve(NettyServerBuilder.forAddress(listen))
        .directExecutor()
        .callExecutor(this::executor)
        .addTransportFilter(metrics.connections())
        .addService(service)
        .addService(health.getHealthService())
        .addService(ProtoReflectionServiceV1.newInstance())
        .addService(ChannelzService.newInstance(100))
        .fallbackHandlerRegistry(new UnknownMethods())
        .maxInboundMessageSize(Limit.REQUEST_BYTES)
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .maxConcurrentCallsPerConnection(32)
        .maxRstFramesPerWindow(200, 30)
        .handshakeTimeout(10, TimeUnit.SECONDS)
        .keepAliveTime(30, TimeUnit.SECONDS)
        .keepAliveTimeout(10, TimeUnit.SECONDS)
        .permitKeepAliveTime(20, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .build();
  }

  /**
   * Streams stay on their connection's event loop; a unary call of the chat may block on Redis, so
   * it goes elsewhere. Health and the like ask no Redis, and must not wait behind calls that do.
   */
  private Executor executor(ServerCall<?, ?> call, Metadata headers) {
    MethodDescriptor<?, ?> method = call.getMethodDescriptor();
    return method.getType() == MethodType.UNARY
            && ChatServiceGrpc.SERVICE_NAME.equals(method.getServiceName())
        ? calls
        : MoreExecutors.directExecutor();
  }

  private static Welcome welcome() {
    return Welcome.newBuilder()
        .setServerVersion(version())
        .setNode(UUID.randomUUID().toString().substring(0, 8))
        .setLimits(Limit.toProto())
        .build();
  }

  static String version() {
    String version = ChatNode.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
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
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    health.setStatus(ChatServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    return this;
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
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
    rooms.close();
    bus.close();
    timer.shutdownNow();
    blocking.shutdownNow();
    log.close();
    calls.shutdownNow();
    loops.close();
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
