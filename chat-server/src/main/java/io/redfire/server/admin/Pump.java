package io.redfire.server.admin;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.Iterator;

/**
 * Answers a call with what an iterator gives, one at a time and only while the client takes it.
 * Belongs to its call's callbacks; the iterator may block.
 */
final class Pump<T> {
  private final ServerCallStreamObserver<T> response;
  private final Iterator<T> source;
  private boolean isDone;

  private Pump(ServerCallStreamObserver<T> response, Iterator<T> source) {
    this.response = response;
    this.source = source;
  }

  /** Begins; to be called before the method of the service returns. */
  static <T> void start(ServerCallStreamObserver<T> response, Iterator<T> source) {
    Pump<T> pump = new Pump<>(response, source);
    response.setOnReadyHandler(pump::run);
  }

  private void run() {
    while (!isDone && response.isReady() && !response.isCancelled()) {
      if (source.hasNext()) {
        response.onNext(source.next());
      } else {
        isDone = true;
        response.onCompleted();
      }
    }
  }
}
