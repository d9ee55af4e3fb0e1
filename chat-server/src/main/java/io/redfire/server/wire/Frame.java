package io.redfire.server.wire;

import com.google.common.io.ByteStreams;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A server frame: a run of events that are ready bytes already. The wire form of {@code
 * ConnectResponse} and {@code SubscribeResponse} alike, whose events are the same field.
 *
 * <p>For one thread until it is sent; the bytes are not copied.
 */
public final class Frame {
  private final List<byte[]> events = new ArrayList<>();
  private int size;

  /** Adds an element of the frame, that is of its field number 1, its tag and length included. */
  public void add(byte[] event) {
    events.add(event);
    size += event.length;
  }

  /** Bytes in it. */
  public int size() {
    return size;
  }

  /** Writes frames; the server never reads one. */
  public static final class Marshaller implements MethodDescriptor.Marshaller<Frame> {
    @Override
    public InputStream stream(Frame frame) {
      return new FrameStream(frame);
    }

    @Override
    public Frame parse(InputStream stream) {
      try {
        Frame frame = new Frame();
        frame.add(ByteStreams.toByteArray(stream));
        return frame;
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("reading from memory", e);
      }
    }
  }

  /** Hands the events to the transport one by one, without joining them first. */
  private static final class FrameStream extends InputStream implements KnownLength, Drainable {
    private final Frame frame;
    private int next;
    private InputStream current = InputStream.nullInputStream();
    private int remaining;

    FrameStream(Frame frame) {
      this.frame = frame;
      this.remaining = frame.size;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int written = (int) current.transferTo(target);
      for (; next < frame.events.size(); next++) {
        byte[] event = frame.events.get(next);
        target.write(event);
        written += event.length;
      }
      remaining = 0;
      return written;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = current.read(target, offset, length);
      while (read < 0 && next < frame.events.size()) {
        current = new ByteArrayInputStream(frame.events.get(next++));
        read = current.read(target, offset, length);
      }
      remaining -= Math.max(read, 0);
      return read;
    }

    @Override
    public int available() {
      return remaining;
    }
  }
}
