package io.redfire.server.api;

import io.grpc.stub.StreamObserver;

/** What the unary calls have in common. */
final class Calls {
  private Calls() {}

  /** Gives the one answer of a call. */
  static <T> void answer(StreamObserver<T> response, T message) {
    response.onNext(message);
    response.onCompleted();
  }
}
