package io.redfire.faults.disturb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Makes a plan happen, each fault on a thread of its own, since making something well again may
 * take its time. For the thread of the run.
 *
 * <p>A fault whose place is still busy with the one before, since the machine is slow, waits for
 * it: then it comes later than planned, or, where the run is over meanwhile, not at all.
 */
public final class Schedule implements AutoCloseable {

  /** Hears of each fault. Called from several threads. */
  public interface Listener {
    /** A fault begins. */
    void begins(Plan.Step step, Fault fault);

    /** It is over. */
    void ended(Plan.Step step, Fault fault);
  }

  private final Listener listener;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(task -> new Thread(task, "fault"));
  private final CountDownLatch over = new CountDownLatch(1);
  private final Map<String, Semaphore> places = new TreeMap<>();
  private final Map<String, Integer> injected = new TreeMap<>();
  private final List<Future<?>> running = new ArrayList<>();

  public Schedule(Plan plan, Listener listener) {
    this.listener = listener;
    for (Plan.Step step : plan.steps()) {
      places.putIfAbsent(step.kind().place(), new Semaphore(1, true));
    }
    for (Plan.Step step : plan.steps()) {
      running.add(threads.submit(() -> happen(step)));
    }
  }

  private Void happen(Plan.Step step) throws Exception {
    if (over.await(step.start().toMillis(), TimeUnit.MILLISECONDS)) {
      return null;
    }
    Semaphore place = Objects.requireNonNull(places.get(step.kind().place()));
    place.acquire();
    try {
      if (over.getCount() > 0) {
        happen(step, step.kind().make().apply(new Random(step.seed())));
      }
    } finally {
      place.release();
    }
    return null;
  }

  private void happen(Plan.Step step, Fault fault) throws Exception {
    listener.begins(step, fault);
    synchronized (injected) {
      injected.merge(step.kind().name(), 1, Integer::sum);
    }
    try {
      fault.begin();
      var unused = over.await(step.length().toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      fault.end();
      listener.ended(step, fault);
    }
  }

  /**
   * Ends what still goes wrong, begins nothing new, and waits until all is well again.
   *
   * @throws Exception if a fault could not be begun or ended
   */
  public void heal(Duration patience) throws Exception {
    over.countDown();
    long deadline = System.nanoTime() + patience.toNanos();
    for (Future<?> one : running) {
      var unused = one.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  /** How often each kind was injected. */
  public Map<String, Integer> injected() {
    synchronized (injected) {
      return new TreeMap<>(injected);
    }
  }

  @Override
  public void close() {
    over.countDown();
    threads.shutdownNow();
  }
}
