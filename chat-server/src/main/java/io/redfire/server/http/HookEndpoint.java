package io.redfire.server.http;

import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.redfire.server.bot.HookPosts;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.session.EventLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes posts to incoming webhooks over HTTP/1.1, on the node's event loops: whoever sends slowly
 * keeps a connection of those that the door counts, for a few seconds, and no thread.
 *
 * <p>{@link #start} and {@link #close} are for one thread.
 */
public final class HookEndpoint implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int LONGEST_LINE = 4096;
  private static final int MOST_HEADERS = 8 * 1024;

  private final Channel listening;

  private HookEndpoint(Channel listening) {
    this.listening = listening;
  }

  /**
   * Listens there; port 0 lets the system choose.
   *
   * @param door counts connections beside those of the chat
   * @param tls what connections are secured with; empty for connections in the clear
   * @param mostTextBytes bytes of a text in UTF-8 that the node takes
   * @throws IOException where it cannot
   */
  public static HookEndpoint start(
      SocketAddress listen,
      EventLoops loops,
      ChannelHandler door,
      Optional<SslContext> tls,
      HookPosts posts,
      int mostTextBytes,
      ServerMetrics metrics)
      throws IOException {
    return start(listen, loops, door, tls, posts, mostTextBytes, metrics, PATIENCE);
  }

  /** As the other one, with so much time for each request to come, and for its answer. */
  static HookEndpoint start(
      SocketAddress listen,
      EventLoops loops,
      ChannelHandler door,
      Optional<SslContext> tls,
      HookPosts posts,
      int mostTextBytes,
      ServerMetrics metrics,
      Duration patience)
      throws IOException {
    ServerBootstrap server =
        loops
            .serve(new ServerBootstrap(), door)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    var pipeline = connection.pipeline();
                    tls.ifPresent(
                        secured -> pipeline.addLast(secured.newHandler(connection.alloc())));
                    pipeline
                        .addLast(new HttpServerCodec(LONGEST_LINE, MOST_HEADERS, MOST_HEADERS))
                        .addLast(new WholeRequests(mostTextBytes))
                        .addLast(new HookHandler(posts, metrics, patience));
                  }
                });
    ChannelFuture bound = server.bind(listen).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + listen, bound.cause());
    }
    return new HookEndpoint(bound.channel());
  }

  /** The port that it listens on. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** Takes no further connection; those that stand end by themselves. */
  @Override
  public void close() {
    var unused = listening.close().awaitUninterruptibly();
  }
}
