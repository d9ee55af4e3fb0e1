package io.redfire.bench.stream;

import io.grpc.Status;
import io.redfire.bench.BenchException;
import io.redfire.tls.ConnectionFailure;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Opens streams with a bound on how many are opening at once. One thread opens and waits; the
 * streams' loops tell.
 */
public final class Joining {
  private final int atOnce;
  private final Semaphore places;
  private final AtomicReference<@Nullable BenchException> failure = new AtomicReference<>();

  /** With so many opening at once. */
  public Joining(int atOnce) {
    this.atOnce = atOnce;
    this.places = new Semaphore(atOnce);
  }

  /** Opens one when there is room, unless one has failed. */
  public void open(Runnable opening) throws InterruptedException {
    places.acquire();
    check();
    opening.run();
  }

  /** One is ready. */
  public void joined() {
    places.release();
  }

  /** One ended before it was ready. */
  public void failed(Status status) {
    failed(
        new BenchException(status.getCode(), "cannot open a stream: " + describe(status, false)));
  }

  /** One cannot be used. */
  public void failed(BenchException why) {
    failure.compareAndSet(null, why);
    places.release();
  }

  /** Waits until all that were opened are ready. */
  public void await() throws InterruptedException {
    places.acquire(atOnce);
    check();
    places.release(atOnce);
  }

  private void check() {
    BenchException why = failure.get();
    if (why != null) {
      throw why.again();
    }
  }

  /**
   * The status in one line.
   *
   * @param stood whether the server had said anything on that connection
   */
  public static String describe(Status status, boolean stood) {
    Optional<ConnectionFailure> connection = ConnectionFailure.of(status, stood);
    if (connection.isPresent()) {
      return connection.get().words();
    }
    String description = status.getDescription();
    return description == null
        ? status.getCode().name()
        : status.getCode() + ": " + description.lines().findFirst().orElse("");
  }
}
