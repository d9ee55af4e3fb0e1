package io.redfire.server.limit;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * So many of something at once for each key, such as streams for each user. Thread-safe.
 *
 * <p>It remembers only keys that hold something, so it is as large as what is held.
 *
 * @param <K> who is counted, with {@code equals} and {@code hashCode}
 */
public final class Quota<K> {
  private final int most;
  private final ConcurrentMap<K, Integer> held = new ConcurrentHashMap<>();

  /**
   * @param most how many each key may hold; 0 for any number
   */
  public Quota(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("most: " + most + " (expected: >= 0)");
    }
    this.most = most;
  }

  /** One of what the key holds. Any thread may close it; a second time does nothing. */
  public interface Lease extends AutoCloseable {
    @Override
    void close();
  }

  /** Takes one for this key; empty where it holds as many as it may. Never waits. */
  public Optional<Lease> acquire(K key) {
    AtomicBoolean granted = new AtomicBoolean();
    held.compute(
        key,
        (same, before) -> {
          int count = before == null ? 0 : before;
          granted.set(most == 0 || count < most);
          return granted.get() ? count + 1 : count;
        });
    return granted.get() ? Optional.of(new Held(key)) : Optional.empty();
  }

  /** How many this key holds now. */
  public int held(K key) {
    return held.getOrDefault(key, 0);
  }

  /** How many keys hold something now. */
  int keys() {
    return held.size();
  }

  private final class Held implements Lease {
    private final K key;
    private final AtomicBoolean closed = new AtomicBoolean();

    Held(K key) {
      this.key = key;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        held.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
      }
    }
  }
}
