package io.redfire.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.redfire.core.log.Appended;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * An answer over HTTP. Immutable.
 *
 * @param body JSON
 * @param retryAfter after how long the same may go well; empty where it tells none
 */
record HttpAnswer(int status, byte[] body, Optional<Duration> retryAfter) {
  private static final JsonFactory JSON = new JsonFactory();

  /** It was said. */
  static HttpAnswer of(Appended appended) {
    return new HttpAnswer(
        200,
        object(
            json -> {
              json.writeNumberField("seq", appended.position().seq());
              json.writeStringField("tag", appended.position().tag());
              json.writeBooleanField("duplicate", appended.duplicate());
            }),
        Optional.empty());
  }

  /** It was not. */
  static HttpAnswer of(Problem problem) {
    return new HttpAnswer(
        status(problem.reason()),
        refusal(problem.reason(), String.valueOf(problem.getMessage())),
        problem.retryAfter());
  }

  /** A request that HTTP alone refuses. */
  static HttpAnswer refused(int status, String message) {
    return new HttpAnswer(status, refusal(Reason.MALFORMED_REQUEST, message), Optional.empty());
  }

  private static byte[] refusal(Reason reason, String message) {
    return object(
        json -> {
          json.writeStringField("reason", reason.name());
          json.writeStringField("message", message);
        });
  }

  private static int status(Reason reason) {
    return switch (reason) {
      case TEXT_TOO_LONG -> 413;
      case OVERLOADED, STORE_FULL -> 503;
      default ->
          switch (reason.code()) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
            default -> 500;
          };
    };
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] object(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return (text + "\n").getBytes(UTF_8);
  }
}
