package io.redfire.bench.stream;

import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;

/** One TCP connection to a node, and the loop that carries it. Any thread may use it. */
public final class Connection {
  private final ManagedChannel channel;
  private final Loops loops;
  private final int loop;
  private final boolean tellsWhoCalls;

  /**
   * Opens nothing yet: the first stream does.
   *
   * @param credentials how it is secured, and who calls where that is not a guest
   * @param window bytes that the server may send ahead on a stream
   */
  public Connection(
      InetSocketAddress node, ChannelCredentials credentials, Loops loops, int loop, int window) {
    this.loops = loops;
    this.loop = loop;
    this.tellsWhoCalls = BearerCredentials.isIn(credentials);
    this.channel =
        NettyChannelBuilder.forAddress(node, credentials)
            .eventLoopGroup(loops.loop(loop))
            .channelType(Loops.channelType())
            .directExecutor()
            .flowControlWindow(window)
            .disableRetry()
            .build();
  }

  /** The number of its loop. */
  public int loop() {
    return loop;
  }

  /** Whether its calls say who calls, by a token. */
  boolean tellsWhoCalls() {
    return tellsWhoCalls;
  }

  /** Runs this on its loop. */
  public void execute(Runnable task) {
    loops.execute(loop, task);
  }

  ClientCall<byte[], byte[]> call(WireBytes bytes) {
    return channel.newCall(
        FrameBytes.CONNECT, CallOptions.DEFAULT.withStreamTracerFactory(bytes.tracers()));
  }

  /** Cuts it. */
  public void close() {
    var unused = channel.shutdownNow();
  }
}
