package io.redfire.server.api;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.StatusRuntimeException;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls of methods that this server does not have, with the same details as every refusal.
 * Thread-safe.
 */
public final class UnknownMethods extends HandlerRegistry {
  private static final ServerCallHandler<InputStream, InputStream> REFUSE = UnknownMethods::refuse;

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
    MethodDescriptor<InputStream, InputStream> descriptor =
        MethodDescriptor.<InputStream, InputStream>newBuilder()
            .setType(MethodType.UNKNOWN)
            .setFullMethodName(method)
            .setRequestMarshaller(new Unread())
            .setResponseMarshaller(new Unread())
            .build();
    return ServerMethodDefinition.create(descriptor, REFUSE);
  }

  private static ServerCall.Listener<InputStream> refuse(
      ServerCall<InputStream, InputStream> call, Metadata headers) {
    StatusRuntimeException refusal =
        Problem.of(Reason.METHOD_UNKNOWN, "this server has no such method").toException();
    Metadata trailers = refusal.getTrailers();
    call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
    return new ServerCall.Listener<>() {};
  }

  /** Neither reads nor writes: the call ends before its first message. */
  private static final class Unread implements MethodDescriptor.Marshaller<InputStream> {
    @Override
    public InputStream stream(InputStream message) {
      return message;
    }

    @Override
    public InputStream parse(InputStream bytes) {
      return bytes;
    }
  }
}
