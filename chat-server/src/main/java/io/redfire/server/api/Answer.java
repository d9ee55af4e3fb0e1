package io.redfire.server.api;

import io.redfire.server.wire.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for answers, on threads that may. */
final class Answer {
  private Answer() {}

  /**
   * What it is.
   *
   * @throws Problem where there is none
   */
  static <T> T of(CompletableFuture<T> asked) {
    try {
      return asked.join();
    } catch (CompletionException failure) {
      throw Problem.from(failure);
    }
  }
}
