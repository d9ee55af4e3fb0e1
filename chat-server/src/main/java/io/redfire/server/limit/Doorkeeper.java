package io.redfire.server.limit;

import com.google.common.annotations.VisibleForTesting;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.redfire.core.rate.ClientAddress;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.metrics.ServerMetrics.Door;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections of clients and closes those beyond the limits, as the system hands them
 * over. It stands in the pipeline of what listens; event loops call it.
 *
 * <p>A connection too many is closed before anything is read from it or written to it: an answer
 * that gRPC understands would cost a TLS handshake and the buffers of a connection each, which is
 * what the one who opens too many is after. A client sees its connection end and tries again later.
 */
@Sharable
public final class Doorkeeper extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
  private static final Duration SILENCE = Duration.ofMinutes(1);
  private static final String NODE = "node";

  private final Quota<String> inAll;
  private final Quota<ClientAddress> fromOne;
  private final Function<SocketAddress, Optional<ClientAddress>> counted;
  private final ServerMetrics metrics;
  private final AtomicLong lastNote = new AtomicLong(System.nanoTime() - SILENCE.toNanos());

  /** Keeps to these limits. Connections from this machine have no limit of their own. */
  public Doorkeeper(LimitSettings limits, ServerMetrics metrics) {
    this(limits, metrics, Doorkeeper::remote);
  }

  /**
   * @param counted whose connection it is; empty for one that only counts in all
   */
  @VisibleForTesting
  Doorkeeper(
      LimitSettings limits,
      ServerMetrics metrics,
      Function<SocketAddress, Optional<ClientAddress>> counted) {
    this.inAll = new Quota<>(limits.connections());
    this.fromOne = new Quota<>(limits.connectionsPerAddress());
    this.metrics = metrics;
    this.counted = counted;
  }

  private static Optional<ClientAddress> remote(SocketAddress address) {
    return address instanceof InetSocketAddress internet && !internet.isUnresolved()
        ? Optional.of(ClientAddress.of(internet.getAddress())).filter(one -> !one.isLoopback())
        : Optional.empty();
  }

  @Override
  public void channelRead(ChannelHandlerContext server, Object accepted) {
    Channel connection = (Channel) accepted;
    Optional<ClientAddress> address = counted.apply(connection.remoteAddress());
    Optional<Quota.Lease> place = inAll.acquire(NODE);
    if (place.isEmpty()) {
      refuse(connection, Door.NODE);
      return;
    }
    Optional<Quota.Lease> own = address.flatMap(fromOne::acquire);
    if (address.isPresent() && own.isEmpty()) {
      place.get().close();
      refuse(connection, Door.ADDRESS);
      return;
    }
    var unused =
        connection
            .closeFuture()
            .addListener(
                ended -> {
                  place.get().close();
                  own.ifPresent(Quota.Lease::close);
                });
    server.fireChannelRead(accepted);
  }

  private void refuse(Channel connection, Door limit) {
    SocketAddress from = connection.remoteAddress();
    metrics.connectionRefused(limit);
    // It belongs to no loop yet, so nothing of it would run on one.
    connection.unsafe().closeForcibly();
    long now = System.nanoTime();
    long last = lastNote.get();
    if (now - last >= SILENCE.toNanos() && lastNote.compareAndSet(last, now)) {
      LOG.warn(
          "Refused a connection from {}: too many {} (redfire_connections_refused_total counts)",
          from,
          limit == Door.NODE ? "in all" : "from there");
    }
  }
}
