package io.redfire.server.govern;

import io.redfire.server.wire.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for answers, on threads that may. */
final class Waiting {
  private Waiting() {}

  /** What it ends with, or its failure as a {@link Problem}. */
  static <T> T on(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException failure) {
      throw Problem.from(failure);
    }
  }
}
