package io.redfire.server.room;

import io.redfire.core.bus.Signal;
import io.redfire.core.log.UserName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The signals of one room that readers may still take: of each kind, and each user or room that
 * they are about, the newest one. Thread-safe.
 *
 * <p>Bounded: {@value #MOST} of them, none older than {@link #LIFE}. There is no queue for any
 * reader; each remembers the number up to which it has taken, and asks when it is free to. What was
 * dropped before it came is gone, and it is told that there was something.
 */
final class RecentSignals {
  static final int MOST = 128;

  /** For as long as a sign that somebody types is good. */
  static final Duration LIFE = Duration.ofSeconds(5);

  private final LongSupplier nanoTime;
  private final Map<Object, Heard> newest = new LinkedHashMap<>();
  private long last;
  private long lastDropped;

  RecentSignals(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Takes the place of what was heard before about the same. */
  synchronized void heard(Signal signal) {
    forgetOld();
    newest.remove(about(signal));
    if (newest.size() == MOST) {
      dropOldest();
    }
    newest.put(about(signal), new Heard(++last, nanoTime.getAsLong(), signal));
  }

  private static Object about(Signal signal) {
    if (signal instanceof Signal.Typing typing) {
      return typing.user();
    }
    return signal instanceof Signal.Receipt receipt ? new ReceiptOf(receipt.user()) : signal;
  }

  /** Some may not have been heard. */
  synchronized void missed() {
    lastDropped = ++last;
  }

  /**
   * What came after this number, in order.
   *
   * @param number {@link RoomSignals#upTo} of what was taken before; 0 at first
   */
  synchronized RoomSignals since(long number) {
    forgetOld();
    List<Signal> signals = new ArrayList<>();
    for (Heard heard : newest.values()) {
      if (heard.number() > number) {
        signals.add(heard.signal());
      }
    }
    return new RoomSignals(last, signals, lastDropped <= number);
  }

  /** Lets go of what is too old to be told. */
  synchronized void forgetOld() {
    long now = nanoTime.getAsLong();
    while (!newest.isEmpty() && now - oldest().next().at() >= LIFE.toNanos()) {
      dropOldest();
    }
  }

  private void dropOldest() {
    Iterator<Heard> oldest = oldest();
    lastDropped = Math.max(lastDropped, oldest.next().number());
    oldest.remove();
  }

  private Iterator<Heard> oldest() {
    return newest.values().iterator();
  }

  /** What stands for a user's receipt, which is another thing than the user's typing. */
  private record ReceiptOf(UserName user) {}

  private record Heard(long number, long at, Signal signal) {}
}
