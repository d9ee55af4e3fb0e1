package io.redfire.bench.stream;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.redfire.bench.BenchException;

/**
 * Why a server refused a request. Immutable.
 *
 * @param code of the status
 * @param reason out of the contract's error table, else the code's name
 * @param message for people; it comes from the network
 */
public record Refusal(Status.Code code, String reason, String message) {

  static Refusal of(com.google.rpc.Status status) {
    Status.Code code = Status.fromCodeValue(status.getCode()).getCode();
    return new Refusal(code, reason(status, code), status.getMessage());
  }

  /** The end of a measurement for which this matters. */
  public BenchException end() {
    return new BenchException(code, reason + ": " + message);
  }

  private static String reason(com.google.rpc.Status status, Status.Code code) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException e) {
          // A broken detail only makes the error poorer; the code still stands.
          break;
        }
      }
    }
    return code.name();
  }
}
