package io.redfire.system;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.redfire.chat.v1.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An error as a client reads it. Reading one fails the test unless it has exactly one {@code
 * ErrorInfo}, of our domain, and a message of one line.
 *
 * @param fields the fields that {@code BadRequest} complains of
 * @param metadata of the {@code ErrorInfo}
 * @param retryIn what {@code RetryInfo} says; empty where there is none
 */
record Refusal(
    Code code,
    String reason,
    List<String> fields,
    Map<String, String> metadata,
    String message,
    Optional<Duration> retryIn) {
  /** The answer to a frame that was refused. */
  static Refusal of(Event event) {
    if (!event.hasFailed()) {
      throw new AssertionError("not refused: " + event);
    }
    return of(event.getFailed().getStatus());
  }

  /** The end of a call. */
  static Refusal of(Throwable thrown) {
    com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
    if (status == null) {
      throw new AssertionError("no google.rpc.Status", thrown);
    }
    if (status.getCode() != Status.fromThrowable(thrown).getCode().value()) {
      throw new AssertionError("two codes in one error", thrown);
    }
    return of(status);
  }

  static Refusal of(com.google.rpc.Status status) {
    try {
      return read(status);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("details that cannot be read: " + status, e);
    }
  }

  private static Refusal read(com.google.rpc.Status status) throws InvalidProtocolBufferException {
    List<ErrorInfo> infos = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    Optional<Duration> retryIn = Optional.empty();
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        infos.add(detail.unpack(ErrorInfo.class));
      } else if (detail.is(RetryInfo.class)) {
        com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
        retryIn = Optional.of(Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
      } else if (detail.is(BadRequest.class)) {
        detail.unpack(BadRequest.class).getFieldViolationsList().stream()
            .map(BadRequest.FieldViolation::getField)
            .forEach(fields::add);
      }
    }
    if (infos.size() != 1 || !infos.get(0).getDomain().equals("redfire.chat.v1")) {
      throw new AssertionError("not exactly one ErrorInfo of ours: " + status);
    }
    if (status.getMessage().isBlank() || status.getMessage().matches("(?s).*\\p{Cc}.*")) {
      throw new AssertionError("not a message of one line: " + status);
    }
    ErrorInfo info = infos.get(0);
    return new Refusal(
        Status.fromCodeValue(status.getCode()).getCode(),
        info.getReason(),
        fields,
        info.getMetadataMap(),
        status.getMessage(),
        retryIn);
  }
}
