package io.redfire.server.attach;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.BlobLedger;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.blob.RoomAttachments;
import io.redfire.core.blob.RoomAttachments.Drop;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.LogException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets bytes go that no message has: one node does it for all, some hashes at a time, on a thread
 * of its own.
 *
 * <p>It goes by the ledger, which knows all bytes there are and who came to hold them. A holder
 * that is older than the grace asks its room, which lets the bytes go in the same moment in which
 * it sees that no message has them; or the room holds them as somebody else, or does not hold them,
 * since whoever came died before it was done. So whatever broke off, and wherever, ends here.
 */
public final class Collector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

  /** How long an attachment may be without a message: its sender is still typing. */
  private static final Duration GRACE = Duration.ofHours(1);

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final int HASHES = 100;

  /** How long it goes on at once, where there is that much to do. */
  private static final Duration BUDGET = Duration.ofSeconds(2);

  /** With so many that fail it is not about them: it waits for the next time. */
  private static final int MOST_FAILURES = 10;

  private final RoomAttachments rooms;
  private final BlobLedger ledger;
  private final BlobStore store;
  private final Duration budget;
  private final InstantSource clock;
  private final String name = UUID.randomUUID().toString();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("collector").setDaemon(true).build());

  /** Of the thread alone. */
  private Optional<ContentHash> last = Optional.empty();

  /** Of the thread alone, too: how many failed of those that were looked at last. */
  private int failures;

  /** Clears up among these. */
  public Collector(Attachments attachments, InstantSource clock) {
    this(attachments.rooms(), attachments.ledger(), attachments.store(), BUDGET, clock);
  }

  Collector(
      RoomAttachments rooms,
      BlobLedger ledger,
      BlobStore store,
      Duration budget,
      InstantSource clock) {
    this.budget = budget;
    this.rooms = rooms;
    this.ledger = ledger;
    this.store = store;
    this.clock = clock;
  }

  /** Does so from here on. */
  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::goOn, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Does what there is to do, or as much of it as its time allows. */
  void goOn() {
    try {
      if (ledger.mayCollect(name, LEASE)) {
        long begun = System.nanoTime();
        do {
          collect();
        } while (last.isPresent()
            && failures < MOST_FAILURES
            && System.nanoTime() - begun < budget.toNanos());
      }
    } catch (RuntimeException failure) {
      // Nothing is lost by it: the next time begins where this one ended.
      LOG.warn("Bytes that nobody needs stay for now: {}", failure.toString());
    }
  }

  /** Looks at some more hashes. */
  void collect() {
    List<ContentHash> some = ledger.list(last, HASHES);
    failures = 0;
    for (ContentHash hash : some) {
      // Before it is looked at: one that fails keeps no other from its turn.
      last = Optional.of(hash);
      try {
        collect(hash);
      } catch (RuntimeException failure) {
        LOG.warn("Bytes {} stay for now: {}", hash, failure.toString());
        failures = isOutage(failure) ? MOST_FAILURES : failures + 1;
        if (failures == MOST_FAILURES) {
          return;
        }
      }
    }
    if (some.size() < HASHES) {
      last = Optional.empty();
    }
  }

  /** The others would wait for the same in vain. */
  private static boolean isOutage(RuntimeException failure) {
    return failure instanceof LogException log && log.reason() == LogException.Reason.UNAVAILABLE;
  }

  private void collect(ContentHash hash) {
    Instant now = clock.instant();
    Instant before = now.minus(GRACE);
    boolean isHeld = ask(hash, before, now);
    List<BlobPlace> clearing = ledger.clearing(hash, now);
    for (BlobPlace place : clearing) {
      store.delete(place);
      ledger.cleared(place);
    }
    if (!isHeld) {
      ledger.unlist(hash);
    }
  }

  /** Asks the holders who are old enough, and tells whether there are any at all. */
  private boolean ask(ContentHash hash, Instant before, Instant now) {
    long stay = 0;
    while (true) {
      Map<BlobHolder, Instant> some = ledger.holders(hash, stay);
      boolean isOver = some.size() < BlobLedger.MOST_HOLDERS;
      for (Map.Entry<BlobHolder, Instant> each : some.entrySet()) {
        // They come the eldest first.
        boolean isYoung = each.getValue().isAfter(before);
        if (isYoung || rooms.drop(hash, each.getKey(), before) == Drop.KEPT) {
          isOver |= isYoung;
          stay++;
        } else {
          ledger.release(hash, each.getKey(), now);
        }
      }
      if (isOver) {
        return stay > 0;
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
