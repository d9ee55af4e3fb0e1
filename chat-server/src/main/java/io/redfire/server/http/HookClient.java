package io.redfire.server.http;

import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.FixedRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpClientCodec;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.redfire.server.outgoing.HookFailure;
import io.redfire.server.outgoing.HookPost;
import io.redfire.server.outgoing.HookReply;
import io.redfire.server.outgoing.HookTransport;
import io.redfire.server.session.EventLoops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Posts over HTTP/1.1, on the node's event loops: a connection for each post, and no thread.
 * Thread-safe.
 *
 * <p>It connects to the address that it is given, so that what was checked is what is reached, and
 * asks no proxy. Of an answer it reads status line and headers, 4 KiB of them, and nothing behind.
 */
public final class HookClient implements HookTransport {
  private static final int LONGEST_LINE = 1024;
  private static final int MOST_BYTES = 4 * 1024;

  private final EventLoops loops;
  private final SslContext tls;
  private final Duration connect;
  private final Duration answer;

  /**
   * Posts on these loops; receivers show certificates that Java trusts.
   *
   * @param connect how long it may take to be connected
   * @param answer how long it may take from then on
   */
  public HookClient(EventLoops loops, Duration connect, Duration answer) {
    this(loops, tls(), connect, answer);
  }

  /** As the other one, with receivers that show certificates which that trusts. */
  HookClient(EventLoops loops, SslContext tls, Duration connect, Duration answer) {
    this.loops = loops;
    this.tls = tls;
    this.connect = connect;
    this.answer = answer;
  }

  private static SslContext tls() {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("this Java cannot do TLS", e);
    }
  }

  @Override
  public CompletableFuture<HookReply> post(HookPost post, InetAddress address) {
    CompletableFuture<HookReply> reply = new CompletableFuture<>();
    try {
      var unused =
          client(post, reply)
              .connect(new InetSocketAddress(address, post.url().port()))
              .addListener(
                  connected -> {
                    if (!connected.isSuccess()) {
                      reply.completeExceptionally(
                          new HookFailure("it cannot be connected to", connected.cause()));
                    }
                  });
    } catch (RejectedExecutionException | IllegalStateException stopping) {
      reply.completeExceptionally(new RejectedExecutionException(stopping));
    }
    return reply;
  }

  private Bootstrap client(HookPost post, CompletableFuture<HookReply> reply) {
    return loops
        .connect(new Bootstrap())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connect.toMillis())
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MOST_BYTES))
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel connection) {
                if (post.url().secure()) {
                  connection.pipeline().addLast(secured(connection, post));
                }
                connection
                    .pipeline()
                    .addLast(new HttpClientCodec(LONGEST_LINE, MOST_BYTES, MOST_BYTES))
                    .addLast(new HookExchange(post, reply, answer));
              }
            });
  }

  /** Whoever answers has to be whom the URL names, though the connection is to an address. */
  private SslHandler secured(Channel connection, HookPost post) {
    SslHandler handler = tls.newHandler(connection.alloc(), post.url().host(), post.url().port());
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    handler.engine().setSSLParameters(parameters);
    return handler;
  }
}
