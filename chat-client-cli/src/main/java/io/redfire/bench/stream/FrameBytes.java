package io.redfire.bench.stream;

import com.google.common.io.ByteStreams;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.redfire.chat.v1.ChatServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** The method {@code Connect} with its frames as plain bytes. Any thread may use it. */
final class FrameBytes implements MethodDescriptor.Marshaller<byte[]> {
  static final MethodDescriptor<byte[], byte[]> CONNECT =
      ChatServiceGrpc.getConnectMethod().toBuilder(new FrameBytes(), new FrameBytes()).build();

  /** Gives its bytes to gRPC in one piece. */
  private static final class Outgoing extends ByteArrayInputStream
      implements KnownLength, Drainable {
    Outgoing(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = available();
      target.write(buf, pos, length);
      pos += length;
      return length;
    }
  }

  private FrameBytes() {}

  @Override
  public InputStream stream(byte[] frame) {
    return new Outgoing(frame);
  }

  @Override
  public byte[] parse(InputStream frame) {
    try {
      if (!(frame instanceof KnownLength)) {
        return ByteStreams.toByteArray(frame);
      }
      byte[] bytes = new byte[frame.available()];
      ByteStreams.readFully(frame, bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
