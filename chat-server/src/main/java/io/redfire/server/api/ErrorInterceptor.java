package io.redfire.server.api;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where failures become statuses: every call that does not end well ends with exactly
 * one {@code ErrorInfo}, and no text of an exception that was not meant for clients leaves the
 * server.
 *
 * <p>It wraps the callbacks as well as the end of the call: what is thrown out of a callback would
 * otherwise leave as UNKNOWN. To see requests that cannot be read it must stand outside what turns
 * bytes into them ({@link BytesMarshaller}).
 */
public final class ErrorInterceptor implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorInterceptor.class);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServerCall<Q, A> checked = new CheckedCall<>(call);
    try {
      return new CheckedListener<>(next.startCall(checked, headers), checked);
    } catch (RuntimeException failure) {
      end(checked, failure);
      return new ServerCall.Listener<>() {};
    }
  }

  /** What a callback threw, as the end of its call. */
  private static StatusRuntimeException status(RuntimeException thrown) {
    if (!(thrown instanceof StatusRuntimeException status)) {
      return Problem.from(thrown).toException();
    }
    // INTERNAL is gRPC's word for a request that its marshaller could not read.
    return status.getStatus().getCode() == Status.Code.INTERNAL
        ? Problem.of(Reason.MALFORMED_REQUEST, "request", "not of its type, or not UTF-8")
            .toException()
        : status;
  }

  private static void end(ServerCall<?, ?> call, RuntimeException failure) {
    StatusRuntimeException status = status(failure);
    Metadata trailers = status.getTrailers();
    try {
      call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
    } catch (IllegalStateException alreadyClosed) {
      LOG.debug("A call failed after its end", failure);
    }
  }

  private static final class CheckedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    CheckedCall(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
      if (status.isOk() || (details != null && details.getDetailsCount() > 0)) {
        super.close(status, trailers);
        return;
      }
      com.google.rpc.Status plain =
          Problem.of(Reason.TRANSPORT, String.valueOf(status.getDescription())).status();
      StatusRuntimeException detailed =
          StatusProto.toStatusRuntimeException(
              plain.toBuilder().setCode(status.getCode().value()).build());
      Metadata merged = detailed.getTrailers() == null ? new Metadata() : detailed.getTrailers();
      super.close(detailed.getStatus(), merged);
    }
  }

  private static final class CheckedListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private boolean failed;

    CheckedListener(ServerCall.Listener<Q> listener, ServerCall<Q, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      guard(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      guard(super::onHalfClose);
    }

    @Override
    public void onReady() {
      guard(super::onReady);
    }

    private void guard(Runnable callback) {
      if (failed) {
        return;
      }
      try {
        callback.run();
      } catch (RuntimeException failure) {
        failed = true;
        end(call, failure);
      }
    }
  }
}
