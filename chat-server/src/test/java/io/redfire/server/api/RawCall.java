package io.redfire.server.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.redfire.server.wire.Refusals;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** Calls of unary methods with any bytes as the request. */
final class RawCall {
  private RawCall() {}

  /** The unary methods of a service, in the order of its proto. */
  static List<MethodDescriptor<?, ?>> unary(ServiceDescriptor service) {
    return List.copyOf(
        service.getMethods().stream()
            .filter(method -> method.getType() == MethodType.UNARY)
            .toList());
  }

  /**
   * Shows that a call is answered with what its method answers, or refused as every refusal is.
   *
   * @param input the first byte chooses the method, the rest is its request
   */
  static void assertAnsweredOrRefused(
      Channel channel, List<MethodDescriptor<?, ?>> methods, byte[] input) {
    if (input.length == 0) {
      return;
    }
    MethodDescriptor<?, ?> method = methods.get((input[0] & 0xff) % methods.size());
    byte[] request = Arrays.copyOfRange(input, 1, input.length);
    try {
      byte[] answer =
          ClientCalls.blockingUnaryCall(channel, Bytes.of(method), CallOptions.DEFAULT, request);
      assertThat(method.parseResponse(new ByteArrayInputStream(answer))).isNotNull();
    } catch (StatusRuntimeException refused) {
      Refusals.assertConforming(requireNonNull(StatusProto.fromThrowable(refused)));
    }
  }

  /** Requests and answers as the bytes that they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    static MethodDescriptor<byte[], byte[]> of(MethodDescriptor<?, ?> method) {
      return method.toBuilder(new Bytes(), new Bytes()).build();
    }

    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream bytes) {
      try {
        return bytes.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException("reading from memory", e);
      }
    }
  }
}
