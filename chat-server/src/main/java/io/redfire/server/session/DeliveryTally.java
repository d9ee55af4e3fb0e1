package io.redfire.server.session;

import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.room.WireEntry;
import org.jspecify.annotations.Nullable;

/**
 * Counts the entries that go into one frame, so that each metric is touched once per frame and not
 * once per entry. Belongs to its session's loop.
 */
final class DeliveryTally {
  private final ServerMetrics metrics;
  private @Nullable Cursor last;
  private int entries;
  private int bytes;
  private int runs;
  private long oldest;
  private boolean live;

  DeliveryTally(ServerMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * A cursor took an entry from the tail.
   *
   * @param isLive whether the entry is newer than the cursor's start
   */
  void fromTail(Cursor cursor, WireEntry entry, boolean isLive) {
    count(entry);
    if (cursor != last) {
      last = cursor;
      runs++;
    }
    if (isLive && (!live || entry.seenAt() - oldest < 0)) {
      live = true;
      oldest = entry.seenAt();
    }
  }

  /** A cursor took an entry from a page. */
  void fromPage(WireEntry entry) {
    count(entry);
    last = null;
  }

  /** A cursor found what follows no longer in the tail. */
  void missed() {
    metrics.tailMissed();
  }

  /** The frame was handed to the stream. */
  void sent() {
    if (entries > 0) {
      metrics.delivered(entries, bytes, runs);
      if (live) {
        metrics.deliveredAfter(System.nanoTime() - oldest);
      }
      last = null;
      entries = 0;
      bytes = 0;
      runs = 0;
      live = false;
    }
  }

  private void count(WireEntry entry) {
    entries++;
    bytes += entry.event().length;
  }
}
