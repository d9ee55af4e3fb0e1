package io.redfire.cli;

import io.redfire.bench.BenchException;
import io.redfire.client.ChatException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** An end of a command with an exit code and one line of why. Not shared between threads. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exitCode;

  Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }

  /** What a server's or connection's error means for the one who runs the command. */
  static Failure of(ChatException why) {
    return switch (why.code()) {
      case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION, NOT_FOUND, ALREADY_EXISTS ->
          new Failure(ExitCode.USAGE, text(why));
      case UNAUTHENTICATED ->
          why.reason().equals("CREDENTIALS_WRONG")
              ? new Failure(ExitCode.NOT_PERMITTED, text(why))
              : new Failure(ExitCode.NOT_PERMITTED, text(why) + " (see: redfire login --help)");
      case PERMISSION_DENIED -> new Failure(ExitCode.NOT_PERMITTED, text(why));
      // With a reason, it was a server that said so: it is there, only its store is not.
      case UNAVAILABLE ->
          why.reason().isEmpty()
              ? new Failure(ExitCode.UNREACHABLE, "no server answers: " + text(why))
              : new Failure(ExitCode.TEMPORARY, "try again later: " + text(why));
      case RESOURCE_EXHAUSTED -> exhausted(why);
      case DEADLINE_EXCEEDED, ABORTED ->
          new Failure(ExitCode.TEMPORARY, "try again later: " + text(why));
      case UNIMPLEMENTED ->
          new Failure(
              ExitCode.OTHER, "this is no Redfire server, or one of another version: " + text(why));
      default -> new Failure(ExitCode.OTHER, text(why));
    };
  }

  /**
   * Some of what there is too much of passes by itself, and some only if somebody does something.
   */
  private static Failure exhausted(ChatException why) {
    return switch (why.reason()) {
      case "TOO_MANY_SESSIONS" ->
          new Failure(ExitCode.OTHER, text(why) + " (end one: redfire sessions revoke ID)");
      case "TOO_MANY_ROOMS" ->
          new Failure(ExitCode.OTHER, text(why) + " (leave one: redfire room leave ROOM)");
      case "TOO_MANY_STREAMS" ->
          new Failure(
              ExitCode.OTHER, text(why) + " (end another program that is connected as you)");
      default -> new Failure(ExitCode.TEMPORARY, "try again later: " + text(why));
    };
  }

  /** What it means that a measurement could not be made. */
  static Failure of(BenchException why) {
    int exitCode =
        switch (why.code()) {
          case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION, NOT_FOUND -> ExitCode.USAGE;
          case UNAVAILABLE -> ExitCode.UNREACHABLE;
          case UNAUTHENTICATED, PERMISSION_DENIED -> ExitCode.NOT_PERMITTED;
          case DEADLINE_EXCEEDED, ABORTED, RESOURCE_EXHAUSTED -> ExitCode.TEMPORARY;
          default -> ExitCode.OTHER;
        };
    return new Failure(exitCode, String.valueOf(why.getMessage()));
  }

  /** As {@link #of(ChatException)}, out of whatever a future or a call threw. */
  static Failure of(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Failure failure) {
      return failure;
    }
    return cause instanceof ChatException chat
        ? of(chat)
        : new Failure(ExitCode.OTHER, String.valueOf(cause.getMessage()));
  }

  private static String text(ChatException why) {
    String message = why.getMessage();
    return message == null || message.isEmpty() ? why.code().toString() : message;
  }
}
