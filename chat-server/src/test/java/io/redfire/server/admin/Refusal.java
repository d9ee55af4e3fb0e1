package io.redfire.server.admin;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.redfire.server.wire.Reason;
import org.junit.jupiter.api.function.Executable;

/** Reads why a call was refused. */
final class Refusal {
  private Refusal() {}

  static Reason of(Executable call) {
    try {
      call.execute();
    } catch (StatusRuntimeException refusal) {
      return of(refusal);
    } catch (Throwable other) {
      throw new AssertionError("not refused but", other);
    }
    throw new AssertionError("not refused");
  }

  static Reason of(Throwable refusal) {
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    if (status == null) {
      throw new AssertionError("no status", refusal);
    }
    try {
      return Reason.valueOf(status.getDetails(0).unpack(ErrorInfo.class).getReason());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("no ErrorInfo: " + status, e);
    }
  }
}
