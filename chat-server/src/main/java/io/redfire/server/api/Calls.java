package io.redfire.server.api;

import io.grpc.stub.StreamObserver;
import io.redfire.server.wire.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What the unary calls have in common. */
final class Calls {
  private Calls() {}

  /**
   * Waits for an answer; on the threads that may.
   *
   * @throws Problem where it ends in a failure
   */
  static <T> T done(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException failure) {
      throw Problem.from(failure);
    }
  }

  /** Gives the one answer of a call. */
  static <T> void answer(StreamObserver<T> response, T message) {
    response.onNext(message);
    response.onCompleted();
  }
}
