package io.redfire.client;

import java.util.List;
import java.util.function.Consumer;

/**
 * Tells listeners what came, frame by frame, on a thread of its own. Used on the client's own
 * thread.
 *
 * <p>At most {@link #WINDOW} frames are asked of a stream and not yet told: this is all that is
 * ever held for a slow listener, also across reconnects.
 */
final class Delivery {
  static final int WINDOW = 4;

  private final Loop client;
  private final Loop listeners;
  private final Runnable told;
  private final Consumer<RuntimeException> failed;
  private int untold;

  /**
   * @param told runs on the client's thread when one more frame may be asked for
   * @param failed hears what a listener threw, on the client's thread
   */
  Delivery(Loop client, Runnable told, Consumer<RuntimeException> failed) {
    this.client = client;
    this.told = told;
    this.failed = failed;
    this.listeners = new Loop("redfire-delivery", e -> client.execute(() -> failed.accept(e)));
  }

  /** Frames that may be asked for now. */
  int room() {
    return WINDOW - untold;
  }

  boolean isHere() {
    return listeners.isHere();
  }

  void deliver(List<Runnable> frame) {
    untold++;
    listeners.execute(
        () -> {
          try {
            frame.forEach(Runnable::run);
          } catch (RuntimeException e) {
            client.execute(() -> failed.accept(e));
          }
          client.execute(
              () -> {
                untold--;
                told.run();
              });
        });
  }
}
