package io.redfire.naive;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.MessageLog;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.bus.RedisMessageBus;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.server.wire.Limit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A chat server as one would write it first: each entry is built as a message of its own for each
 * stream, and given to gRPC whether the stream is ready or not. It exists only to be measured
 * against: it repairs no gap, resumes nothing, and a slow reader costs it memory without bound.
 *
 * <p>Appends go through the product's own log, and the network is set up as the product's is, so
 * that what differs is the fan-out alone.
 */
public final class NaiveNode implements AutoCloseable {
  private final MessageLog log;
  private final MessageBus bus;
  private final ExecutorService calls = Executors.newFixedThreadPool(8);
  private final Server server;

  /** Makes a node that listens on loopback; port 0 is any. */
  public NaiveNode(int port, RedisConnections redis, RedisKeys keys) {
    log = new RedisMessageLog(redis, keys, 0, 16, RedisObserver.NONE);
    bus = new RedisMessageBus(redis, keys);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .executor(calls)
            .addService(new NaiveChat(log, bus))
            .maxInboundMessageSize(Limit.REQUEST_BYTES)
            .maxInboundMetadataSize(8 * 1024)
            .maxConcurrentCallsPerConnection(32)
            .maxRstFramesPerWindow(200, 30)
            .handshakeTimeout(10, TimeUnit.SECONDS)
            .keepAliveTime(30, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .permitKeepAliveTime(20, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .build();
  }

  /** Starts to serve. */
  public NaiveNode start() throws IOException {
    server.start();
    return this;
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    bus.close();
    log.close();
    calls.shutdownNow();
  }

  /**
   * Runs until it is killed.
   *
   * @param args the Redis as HOST:PORT, the port for clients, the port for metrics
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    RedisConnections redis =
        new RedisConnections(
            RedisAddress.parse(args[0], Optional.empty()),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2));
    NaiveNode node = new NaiveNode(Integer.parseInt(args[1]), redis, new RedisKeys("")).start();
    CpuMetric.serve(Integer.parseInt(args[2]));
    System.out.println("NaiveNode listens on 127.0.0.1:" + node.port());
    node.server.awaitTermination();
  }
}
