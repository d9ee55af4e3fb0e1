package io.redfire.bench.stream;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Counts the bytes of streams as they go over the wire: messages with gRPC's five bytes before
 * each, without the frames of HTTP/2. For the streams of one loop, on that loop.
 */
public final class WireBytes {
  private long sent;
  private long received;

  /** Bytes sent. */
  public long sent() {
    return sent;
  }

  /** Bytes received. */
  public long received() {
    return received;
  }

  ClientStreamTracer.Factory tracers() {
    return new ClientStreamTracer.Factory() {
      @Override
      public ClientStreamTracer newClientStreamTracer(
          ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new Tracer();
      }
    };
  }

  private final class Tracer extends ClientStreamTracer {
    @Override
    public void outboundWireSize(long bytes) {
      sent += bytes;
    }

    @Override
    public void inboundWireSize(long bytes) {
      received += bytes;
    }
  }
}
