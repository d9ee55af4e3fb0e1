package io.redfire.server.wire;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for answers, on threads that may. */
public final class Waiting {
  private Waiting() {}

  /**
   * What it ends with.
   *
   * @throws Problem where it ends in a failure
   */
  public static <T> T on(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException failure) {
      throw Problem.from(failure);
    }
  }
}
