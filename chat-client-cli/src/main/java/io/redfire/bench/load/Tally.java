package io.redfire.bench.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What the streams of one loop have seen. Used on that loop only. */
final class Tally {
  private static final long HIGHEST = 3_600_000_000_000L;

  private final Histogram acknowledged = histogram();
  private final Histogram delivered = histogram();
  private final Map<String, Long> errors = new TreeMap<>();
  private long acks;
  private long deliveries;
  private long windowAcks;
  private long windowDeliveries;

  /** Latencies of a microsecond to an hour, in nanoseconds, to three digits. */
  static Histogram histogram() {
    return new Histogram(1_000, HIGHEST, 3);
  }

  void acknowledged(Window window, long due, long now) {
    acks++;
    if (window.holds(now)) {
      windowAcks++;
    }
    if (window.holds(due)) {
      record(acknowledged, now - due);
    }
  }

  void delivered(Window window, long due, long now) {
    deliveries++;
    if (window.holds(now)) {
      windowDeliveries++;
    }
    if (window.holds(due)) {
      record(delivered, now - due);
    }
  }

  void error(String reason) {
    errors.merge(reason, 1L, Long::sum);
  }

  long acks() {
    return acks;
  }

  long deliveries() {
    return deliveries;
  }

  long errors() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Adds all of this to a sum; nothing may be recorded after it. */
  void addTo(Sum sum) {
    sum.acknowledged.add(acknowledged);
    sum.delivered.add(delivered);
    errors.forEach((reason, times) -> sum.errors.merge(reason, times, Long::sum));
    sum.acks += acks;
    sum.deliveries += deliveries;
    sum.windowAcks += windowAcks;
    sum.windowDeliveries += windowDeliveries;
  }

  private static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.max(0, Math.min(nanos, HIGHEST)));
  }

  /** The tallies of all loops together. For one thread. */
  static final class Sum {
    final Histogram acknowledged = histogram();
    final Histogram delivered = histogram();
    final Map<String, Long> errors = new TreeMap<>();
    long acks;
    long deliveries;
    long windowAcks;
    long windowDeliveries;
    long unsent;
    long senderOut;
    long senderIn;
    long memberOut;
    long memberIn;
  }
}
