package io.redfire.server;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.redfire.server.admin.AdminGate;
import io.redfire.server.api.BytesMarshaller;
import io.redfire.server.api.ErrorInterceptor;
import io.redfire.server.api.UnknownMethods;
import io.redfire.server.limit.Doorkeeper;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.right.Callers;
import io.redfire.server.right.CredentialsInterceptor;
import io.redfire.server.session.EventLoops;
import io.redfire.server.session.Sessions;
import io.redfire.server.tls.ServerTls;
import io.redfire.server.wire.Limit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the services of the contract are called, beside health, reflection and channelz. Starts and
 * stops once, on one thread.
 */
final class ContractServer {
  private static final Logger LOG = LoggerFactory.getLogger(ContractServer.class);
  private static final int MAX_METADATA_BYTES = 8 * 1024;

  /** A connection with no call on it, and no stream, is there for nobody. */
  private static final long MAX_IDLE_MINUTES = 5;

  private static final long STOP_MILLIS = 2500;
  private static final long LAST_WORD_MILLIS = 400;

  private final CallThreads calls = new CallThreads();
  private final HealthStatusManager health = new HealthStatusManager();
  private final List<String> names = new ArrayList<>();
  private final Server server;

  /**
   * Puts it together; it listens after {@link #start}.
   *
   * @param services those of the contract
   * @param introspective whom channelz believes to be an administrator; empty where everybody may
   *     see who is connected, and from where
   */
  ContractServer(
      InetSocketAddress listen,
      Optional<ServerTls> tls,
      EventLoops loops,
      Doorkeeper door,
      ServerMetrics metrics,
      List<BindableService> services,
      Optional<Callers> introspective) {
    NettyServerBuilder builder = NettyServerBuilder.forAddress(listen);
    tls.ifPresent(secured -> builder.sslContext(secured.context()));
    server =
        loops
            .serve(builder, door)
            .directExecutor()
            .callExecutor(calls)
            .addTransportFilter(metrics.connections())
            .addServices(services.stream().map(this::contract).toList())
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .addService(introspection(introspective))
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

  /** What every service of the contract needs around it. */
  private ServerServiceDefinition contract(BindableService service) {
    ServerServiceDefinition bound = service.bindService();
    names.add(bound.getServiceDescriptor().getName());
    return ServerInterceptors.intercept(
        ServerInterceptors.useMarshalledMessages(bound, new BytesMarshaller()),
        calls,
        new CredentialsInterceptor(),
        new ErrorInterceptor());
  }

  private static ServerServiceDefinition introspection(Optional<Callers> introspective) {
    ServerServiceDefinition channelz = ChannelzService.newInstance(100).bindService();
    return introspective
        .map(
            callers ->
                ServerInterceptors.intercept(
                    channelz,
                    new AdminGate(callers),
                    new CredentialsInterceptor(),
                    new ErrorInterceptor()))
        .orElse(channelz);
  }

  /**
   * Listens, and tells whoever asks for the health of the whole or of a service that it serves.
   *
   * @throws IOException where it cannot listen
   */
  void start() throws IOException {
    server.start();
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    names.forEach(service -> health.setStatus(service, ServingStatus.SERVING));
  }

  int port() {
    return server.getPort();
  }

  /**
   * Takes no more calls, says goodbye in every stream, lets what was taken in be finished, and ends
   * within 4 s, whatever the clients do.
   */
  void stop(Sessions sessions) {
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
  }

  /** Ends the threads of calls, once nothing that they ask is needed any more. */
  void end() {
    calls.close();
  }
}
