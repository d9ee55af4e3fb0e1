package io.redfire.client;

import com.google.common.collect.Comparators;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.redfire.tls.ConnectionFailure;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
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

  private static final Set<String> TOO_SOON = Set.of("RATE_LIMITED", "SLOW_MODE");
  private static final Set<String> OTHER_CLOCK = Set.of("ID_FROM_FUTURE", "ID_TOO_OLD");

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

  /** A server that asks for less would be asked all the time. */
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);

  /** What the details of a status say, as far as it is of use here. */
  private record Facts(
      String reason,
      @Nullable Duration retryAfter,
      boolean isAboutRoom,
      @Nullable Instant serverTime)
      implements Serializable {
    static Facts reason(String reason) {
      return new Facts(reason, null, false, null);
    }
  }

  private final Code code;
  private final Facts facts;
  private final boolean connectionRefusedForGood;

  ChatException(Code code, String reason, String message) {
    this(code, message, Facts.reason(reason), null);
  }

  private ChatException(ConnectionFailure failure, Throwable cause) {
    super(failure.words(), cause);
    this.code = Code.UNAVAILABLE;
    this.facts = Facts.reason("");
    this.connectionRefusedForGood = failure.lasting();
  }

  private ChatException(Code code, String message, Facts facts, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.facts = facts;
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
      return new ChatException(plain.getCode(), String.valueOf(thrown), Facts.reason(""), thrown);
    }
    // What gRPC says of connections has further lines, about its own insides.
    return of(status, status.getMessage().lines().findFirst().orElse(""), thrown);
  }

  private static ChatException of(
      com.google.rpc.Status status, String message, @Nullable Throwable cause) {
    ErrorInfo about = ErrorInfo.getDefaultInstance();
    Duration retryAfter = null;
    for (Any detail : status.getDetailsList()) {
      ErrorInfo info = unpack(detail, ErrorInfo.class);
      if (info != null) {
        about = info;
      }
      RetryInfo retry = unpack(detail, RetryInfo.class);
      if (retry != null) {
        retryAfter = Comparators.max(SHORTEST_WAIT, ProtoTimes.duration(retry.getRetryDelay()));
      }
    }
    Code code = Status.fromCodeValue(status.getCode()).getCode();
    Facts facts =
        new Facts(
            about.getReason(),
            retryAfter,
            about.containsMetadata("room"),
            ProtoTimes.written(about.getMetadataOrDefault("server_time", "")).orElse(null));
    return new ChatException(code, message, facts, cause);
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
    return new ChatException(code, server + ": " + getMessage(), facts, this);
  }

  /** The gRPC code. */
  public Code code() {
    return code;
  }

  /** The reason out of the contract's error table; empty where the server gave none. */
  public String reason() {
    return facts.reason();
  }

  /** How long the server asks to wait before trying again. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(facts.retryAfter());
  }

  /** True if the same request may well succeed later. */
  public boolean isRetryable() {
    return PASSING.contains(code) || facts.retryAfter() != null;
  }

  /** True if the request was well, and came too soon: the same one may be asked again here. */
  boolean isTooSoon() {
    return TOO_SOON.contains(facts.reason()) && facts.retryAfter() != null;
  }

  /** Where it came too soon: true if it did so for its room only, and others need not wait. */
  boolean isAboutRoom() {
    return facts.isAboutRoom() || facts.reason().equals("SLOW_MODE");
  }

  /**
   * The server's time, where it refused an id since that has another time than the server lets
   * pass.
   */
  Optional<Instant> serverTime() {
    return OTHER_CLOCK.contains(facts.reason())
        ? Optional.ofNullable(facts.serverTime())
        : Optional.empty();
  }

  /** True if the two sides disagree about TLS: as things are, no further attempt would succeed. */
  boolean isConnectionRefusedForGood() {
    return connectionRefusedForGood;
  }

  /** True if a stream that ended with this is not worth opening again. */
  boolean isFinalForStream() {
    return facts.retryAfter() == null && FINAL_FOR_STREAM.contains(code);
  }
}
