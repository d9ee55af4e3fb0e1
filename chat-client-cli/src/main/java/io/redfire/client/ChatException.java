package io.redfire.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.redfire.tls.ConnectionFailure;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a request or a connection failed: the gRPC code, the reason out of the contract's error
 * table, and a message for people. Any thread may use it.
 *
 * <p>Program against {@link #code()} and {@link #reason()}. The message comes from the network:
 * make it harmless before a terminal shows it.
 */
public final class ChatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Set<Code> PASSING =
      EnumSet.of(Code.UNAVAILABLE, Code.ABORTED, Code.DEADLINE_EXCEEDED, Code.CANCELLED);

  /** After one of these, the same stream to the same service would only end the same way. */
  private static final Set<Code> FINAL_FOR_STREAM =
      EnumSet.of(
          Code.INVALID_ARGUMENT,
          Code.UNAUTHENTICATED,
          Code.PERMISSION_DENIED,
          Code.UNIMPLEMENTED,
          Code.FAILED_PRECONDITION,
          Code.NOT_FOUND,
          Code.ALREADY_EXISTS,
          Code.OUT_OF_RANGE);

  private final Code code;
  private final String reason;
  private final @Nullable Duration retryAfter;
  private final boolean connectionRefusedForGood;

  ChatException(Code code, String reason, String message) {
    this(code, reason, message, null, null);
  }

  private ChatException(ConnectionFailure failure, Throwable cause) {
    super(failure.words(), cause);
    this.code = Code.UNAVAILABLE;
    this.reason = "";
    this.retryAfter = null;
    this.connectionRefusedForGood = failure.lasting();
  }

  private ChatException(
      Code code,
      String reason,
      String message,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
    this.retryAfter = retryAfter;
    this.connectionRefusedForGood =
        cause instanceof ChatException same && same.connectionRefusedForGood;
  }

  /** Reads a status as it stands in {@code RequestFailed} and {@code RoomClosed}. */
  public static ChatException of(com.google.rpc.Status status) {
    return of(status, status.getMessage(), null);
  }

  /** Reads what a stub or a stream ended with. */
  static ChatException of(Throwable thrown) {
    return of(thrown, false);
  }

  /**
   * The same.
   *
   * @param stood whether the server had said anything on that connection
   */
  static ChatException of(Throwable thrown, boolean stood) {
    if (thrown instanceof ChatException known) {
      return known;
    }
    Status plain = Status.fromThrowable(thrown);
    Optional<ConnectionFailure> connection = ConnectionFailure.of(plain, stood);
    if (connection.isPresent()) {
      return new ChatException(connection.get(), thrown);
    }
    com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
    if (status == null) {
      return new ChatException(plain.getCode(), "", String.valueOf(thrown), null, thrown);
    }
    // What gRPC says of connections has further lines, about its own insides.
    return of(status, status.getMessage().lines().findFirst().orElse(""), thrown);
  }

  private static ChatException of(
      com.google.rpc.Status status, String message, @Nullable Throwable cause) {
    String reason = "";
    Duration retryAfter = null;
    for (Any detail : status.getDetailsList()) {
      ErrorInfo info = unpack(detail, ErrorInfo.class);
      if (info != null) {
        reason = info.getReason();
      }
      RetryInfo retry = unpack(detail, RetryInfo.class);
      if (retry != null) {
        retryAfter = ProtoTimes.duration(retry.getRetryDelay());
      }
    }
    Code code = Status.fromCodeValue(status.getCode()).getCode();
    return new ChatException(code, reason, message, retryAfter, cause);
  }

  private static <T extends Message> @Nullable T unpack(Any detail, Class<T> type) {
    try {
      return detail.is(type) ? detail.unpack(type) : null;
    } catch (InvalidProtocolBufferException e) {
      // A broken detail only makes the error poorer; the code still stands.
      return null;
    }
  }

  /** The same, with a message that names the server which it is about. */
  ChatException from(ServerAddress server) {
    return new ChatException(code, reason, server + ": " + getMessage(), retryAfter, this);
  }

  /** The gRPC code. */
  public Code code() {
    return code;
  }

  /** The reason out of the contract's error table; empty where the server gave none. */
  public String reason() {
    return reason;
  }

  /** How long the server asks to wait before trying again. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** True if the same request may well succeed later. */
  public boolean isRetryable() {
    return PASSING.contains(code) || retryAfter != null;
  }

  /** True if the request was well, and came too soon: the same one may be asked again here. */
  boolean isRateLimit() {
    return reason.equals("RATE_LIMITED") && retryAfter != null;
  }

  /** True if the two sides disagree about TLS: as things are, no further attempt would succeed. */
  boolean isConnectionRefusedForGood() {
    return connectionRefusedForGood;
  }

  /** True if a stream that ended with this is not worth opening again. */
  boolean isFinalForStream() {
    return retryAfter == null && FINAL_FOR_STREAM.contains(code);
  }
}
