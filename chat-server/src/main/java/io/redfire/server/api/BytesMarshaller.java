package io.redfire.server.api;

import io.grpc.MethodDescriptor;
import java.io.InputStream;

/**
 * Takes messages as the bytes that they are, so that reading a request happens where what it throws
 * is turned into a status. Thread-safe.
 *
 * <p>gRPC's own way to the same end puts a buffer around every stream, which hides from the
 * transport that a frame can write itself.
 */
public final class BytesMarshaller implements MethodDescriptor.Marshaller<InputStream> {
  @Override
  public InputStream stream(InputStream bytes) {
    return bytes;
  }

  @Override
  public InputStream parse(InputStream bytes) {
    return bytes;
  }
}
