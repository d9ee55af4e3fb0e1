package io.redfire.server.wire;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.redfire.core.log.LogException;
import io.redfire.server.limit.NoPlaceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request that was refused or failed, as the client is to hear of it. Immutable. */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The domain of all our reasons. */
  public static final String DOMAIN = "redfire.chat.v1";

  private static final Logger LOG = LoggerFactory.getLogger(Problem.class);
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);

  private final transient com.google.rpc.Status status;
  private final Reason reason;

  private Problem(Reason reason, String message, Map<String, String> metadata, List<Message> more) {
    this(reason, status(reason, message, metadata, more));
  }

  private Problem(Reason reason, com.google.rpc.Status status) {
    super(status.getMessage(), null, false, false);
    this.reason = reason;
    this.status = status;
  }

  private static com.google.rpc.Status status(
      Reason reason, String message, Map<String, String> metadata, List<Message> more) {
    com.google.rpc.Status.Builder builder =
        com.google.rpc.Status.newBuilder().setCode(reason.code().value()).setMessage(message);
    builder.addDetails(
        Any.pack(
            ErrorInfo.newBuilder()
                .setReason(reason.name())
                .setDomain(DOMAIN)
                .putAllMetadata(metadata)
                .build()));
    more.forEach(detail -> builder.addDetails(Any.pack(detail)));
    return builder.build();
  }

  /** A problem with a field of the request. */
  public static Problem of(Reason reason, String field, String message) {
    return of(reason, field, message, Map.of());
  }

  /** A problem with a field of the request, with facts for programs. */
  public static Problem of(
      Reason reason, String field, String message, Map<String, String> metadata) {
    BadRequest bad =
        BadRequest.newBuilder()
            .addFieldViolations(
                BadRequest.FieldViolation.newBuilder().setField(field).setDescription(message))
            .build();
    return new Problem(reason, field + ": " + message, metadata, List.of(bad));
  }

  /** A problem with the request as a whole. */
  public static Problem of(Reason reason, String message) {
    List<Message> more = new ArrayList<>();
    if (reason == Reason.STORE_UNAVAILABLE
        || reason == Reason.OVERLOADED
        || reason == Reason.STOPPING) {
      more.add(RetryInfo.newBuilder().setRetryDelay(Events.duration(RETRY_AFTER)).build());
    }
    return new Problem(reason, message, Map.of(), more);
  }

  /** A problem that is over after a time. */
  public static Problem later(Reason reason, String message, Duration wait) {
    return new Problem(
        reason,
        message,
        Map.of(),
        List.of(RetryInfo.newBuilder().setRetryDelay(Events.duration(wait)).build()));
  }

  /**
   * A request too many of its kind.
   *
   * @param what it was, such as {@code messages of one user}
   * @param wait after how long the same request may succeed
   */
  public static Problem tooOften(String what, Duration wait) {
    String message =
        "too many " + what + " (expected: the same again after " + wait.toMillis() + " ms)";
    return new Problem(
        Reason.RATE_LIMITED,
        message,
        Map.of(),
        List.of(RetryInfo.newBuilder().setRetryDelay(Events.duration(wait)).build()));
  }

  /** What a failure of the log means for the client. */
  public static Problem of(LogException failure) {
    Reason reason =
        switch (failure.reason()) {
          case UNAVAILABLE -> Reason.STORE_UNAVAILABLE;
          case OVERLOADED -> Reason.OVERLOADED;
          case ABANDONED -> Reason.EARLIER_MESSAGE_FAILED;
          case OUT_OF_MEMORY -> Reason.STORE_FULL;
          case NOT_A_LOG -> Reason.NOT_A_LOG;
          case DENIED -> Reason.STORE_DENIED;
          case MESSAGE_ABSENT -> Reason.MESSAGE_NOT_FOUND;
          case NOT_A_MESSAGE -> Reason.NOT_A_MESSAGE;
          case NOT_THE_AUTHOR -> Reason.NOT_THE_AUTHOR;
          case MESSAGE_ERASED -> Reason.MESSAGE_ERASED;
          case FORWARDED -> Reason.FORWARDED;
          case TOO_MANY_PINS -> Reason.TOO_MANY_PINS;
          case THREAD_NESTED -> Reason.THREAD_NESTED;
          case TOO_MANY_REACTIONS -> Reason.TOO_MANY_REACTIONS;
          case ATTACHMENT_ABSENT -> Reason.ATTACHMENT_NOT_FOUND;
          case GOVERNANCE_STALE -> Reason.ROOM_CHANGED;
          case ROOM_EXISTS -> Reason.ROOM_EXISTS;
          case INTERNAL -> Reason.INTERNAL;
        };
    String message = String.valueOf(failure.getMessage());
    if (reason == Reason.ATTACHMENT_NOT_FOUND) {
      return of(reason, "attachments", message);
    }
    boolean isAboutSeq =
        failure.isRefusal() && reason != Reason.ROOM_CHANGED && reason != Reason.ROOM_EXISTS;
    Problem problem = isAboutSeq ? of(reason, failure.about(), message) : of(reason, message);
    return failure.rightSeq() > 0
        ? problem.with(failure.about(), Long.toString(failure.rightSeq()))
        : problem;
  }

  /** What any failure means for the client; one that nobody foresaw is logged and tells nothing. */
  public static Problem from(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof Problem problem) {
      return problem;
    }
    if (cause instanceof LogException log) {
      return of(log);
    }
    if (cause instanceof NoPlaceException full) {
      return of(Reason.OVERLOADED, String.valueOf(full.getMessage()));
    }
    if (cause instanceof RejectedExecutionException) {
      return of(Reason.STOPPING, "the server is stopping; connect again");
    }
    if (cause instanceof TimeoutException) {
      return of(Reason.STORE_UNAVAILABLE, "the message store did not answer in time");
    }
    LOG.error("A request failed", cause);
    return of(Reason.INTERNAL, "a fault of the server's");
  }

  /** The same problem, with one more fact for programs. */
  public Problem with(String key, String value) {
    com.google.rpc.Status.Builder more = status.toBuilder();
    try {
      ErrorInfo info = more.getDetails(0).unpack(ErrorInfo.class);
      more.setDetails(0, Any.pack(info.toBuilder().putMetadata(key, value).build()));
    } catch (InvalidProtocolBufferException impossible) {
      throw new AssertionError("the first detail is an ErrorInfo", impossible);
    }
    return new Problem(reason, more.build());
  }

  /** Whether the same may go well later though nobody changes anything. */
  public boolean mayPass() {
    return switch (reason) {
      case STORE_UNAVAILABLE, STORE_FULL, OVERLOADED, STOPPING, EARLIER_MESSAGE_FAILED, INTERNAL ->
          true;
      default -> false;
    };
  }

  /** How long to wait before the same may go well; empty where it tells none. */
  public Optional<Duration> retryAfter() {
    try {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(RetryInfo.class)) {
          com.google.protobuf.Duration wait = detail.unpack(RetryInfo.class).getRetryDelay();
          return Optional.of(Duration.ofSeconds(wait.getSeconds(), wait.getNanos()));
        }
      }
      return Optional.empty();
    } catch (InvalidProtocolBufferException impossible) {
      throw new AssertionError("a detail of our own", impossible);
    }
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** As a status message, for an answer on a stream. */
  public com.google.rpc.Status status() {
    return status;
  }

  /** As the end of a call. */
  public StatusRuntimeException toException() {
    return StatusProto.toStatusRuntimeException(status);
  }
}
