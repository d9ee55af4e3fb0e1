package io.redfire.faults.workload;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.redfire.client.ChatException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * Why a request or a stream failed.
 *
 * @param reason out of the contract's table; empty where the server gave none
 */
record Failure(Code code, String reason, String message) {
  /** What only a request deserves that is wrong in itself, and ours are not. */
  private static final Set<Code> REFUSALS =
      EnumSet.of(
          Code.INVALID_ARGUMENT,
          Code.NOT_FOUND,
          Code.ALREADY_EXISTS,
          Code.PERMISSION_DENIED,
          Code.UNAUTHENTICATED,
          Code.FAILED_PRECONDITION,
          Code.OUT_OF_RANGE,
          Code.UNIMPLEMENTED,
          Code.DATA_LOSS);

  /** Nothing was heard in time. */
  static final Failure NO_ANSWER = new Failure(Code.UNKNOWN, "NO_ANSWER", "no answer");

  static Failure of(Throwable thrown) {
    if (thrown instanceof CompletionException && thrown.getCause() != null) {
      return of(thrown.getCause());
    }
    if (thrown instanceof ChatException known) {
      return new Failure(known.code(), known.reason(), String.valueOf(known.getMessage()));
    }
    com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
    if (status == null) {
      return new Failure(Status.fromThrowable(thrown).getCode(), "", thrown.toString());
    }
    return of(status);
  }

  static Failure of(com.google.rpc.Status status) {
    String reason = "";
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          reason = detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException broken) {
          reason = "BROKEN_ERROR_INFO";
        }
      }
    }
    return new Failure(
        Status.fromCodeValue(status.getCode()).getCode(), reason, status.getMessage());
  }

  /** Whether the same request may well succeed later, its outcome unknown until then. */
  boolean isPassing() {
    return !REFUSALS.contains(code) && !reason.equals("INTERNAL");
  }

  /** The reason, or the code where there is none. */
  String name() {
    return reason.isEmpty() ? code.name() : reason;
  }
}
