package io.redfire.server.session;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFactory;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that serve connections, one for each core.
 *
 * <p>A connection belongs to one of them for life, and so do its streams and their sessions: a
 * frame is read, carried out and answered without changing threads, and a session needs no lock.
 * Hence nothing that runs here may block.
 */
public final class EventLoops implements AutoCloseable {
  private final EventLoopGroup group;
  private final ChannelFactory<ServerChannel> channels;

  /** Makes as many as there are cores, and at least two. */
  public EventLoops(ThreadFactory threads) {
    int count = Math.max(2, Runtime.getRuntime().availableProcessors());
    boolean epoll = Epoll.isAvailable();
    group =
        new MultiThreadIoEventLoopGroup(
            count, threads, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    channels = epoll ? EpollServerSocketChannel::new : NioServerSocketChannel::new;
  }

  /**
   * Lets a server live on them.
   *
   * @param door sees each connection as the first, and keeps it from the server by not handing it
   *     on
   */
  public NettyServerBuilder serve(NettyServerBuilder server, ChannelHandler door) {
    return server
        .bossEventLoopGroup(group)
        .workerEventLoopGroup(group)
        .channelFactory(
            () -> {
              ServerChannel listening = channels.newChannel();
              listening.pipeline().addFirst(door);
              return listening;
            });
  }

  /** As the other one, for what is no gRPC. */
  public ServerBootstrap serve(ServerBootstrap server, ChannelHandler door) {
    return server.group(group).channelFactory(channels).handler(door);
  }

  /** Lets a client of something else live on them. */
  public Bootstrap connect(Bootstrap client) {
    ChannelFactory<Channel> sockets =
        Epoll.isAvailable() ? EpollSocketChannel::new : NioSocketChannel::new;
    return client.group(group).channelFactory(sockets);
  }

  /** The one that this is called on. */
  Executor current() {
    for (EventExecutor loop : group) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    throw new IllegalStateException("not called on an event loop");
  }

  /** Ends them when they have done what they were given; nothing may be given to them any more. */
  @Override
  public void close() {
    var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
