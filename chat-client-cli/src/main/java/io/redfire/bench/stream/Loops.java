package io.redfire.bench.stream;

import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.SocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The few threads that carry all connections. Any thread may call it.
 *
 * <p>All that belongs to one connection runs on its loop, so nothing on it needs a lock.
 */
public final class Loops implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group;
  private final List<EventLoop> loops;

  /** Starts so many threads. */
  public Loops(int threads) {
    this.group =
        new MultiThreadIoEventLoopGroup(
            threads, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.loops = Stream.<EventLoop>generate(group::next).limit(threads).toList();
  }

  /** How many there are. */
  public int count() {
    return loops.size();
  }

  /** Runs this on one of them. */
  public void execute(int loop, Runnable task) {
    loops.get(loop).execute(task);
  }

  /** Runs this on one of them later. */
  public void schedule(int loop, Runnable task, long nanos) {
    var unused = loops.get(loop).schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /** Runs this on one of them and waits for what it returns. */
  public <T> T ask(int loop, Callable<T> question) throws InterruptedException {
    try {
      return loops.get(loop).submit(question).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  EventLoop loop(int loop) {
    return loops.get(loop);
  }

  static Class<? extends SocketChannel> channelType() {
    return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** Ends the threads at once. */
  @Override
  public void close() {
    var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
