package io.redfire.server.attach;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.BlobLedger;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.blob.RoomAttachments;
import io.redfire.core.blob.RoomAttachments.Drop;
import io.redfire.core.log.ContentHash;
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

  private final RoomAttachments rooms;
  private final BlobLedger ledger;
  private final BlobStore store;
  private final InstantSource clock;
  private final String name = UUID.randomUUID().toString();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("collector").setDaemon(true).build());

  /** Of the thread alone. */
  private Optional<ContentHash> last = Optional.empty();

  /** Clears up among these. */
  public Collector(Attachments attachments, InstantSource clock) {
    this(attachments.rooms(), attachments.ledger(), attachments.store(), clock);
  }

  Collector(RoomAttachments rooms, BlobLedger ledger, BlobStore store, InstantSource clock) {
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

  private void goOn() {
    try {
      if (ledger.mayCollect(name, LEASE)) {
        collect();
      }
    } catch (RuntimeException failure) {
      // Nothing is lost by it: the next time begins where this one ended.
      LOG.warn("Bytes that nobody needs stay for now: {}", failure.toString());
    }
  }

  /** Looks at some more hashes. */
  void collect() {
    List<ContentHash> some = ledger.list(last, HASHES);
    for (ContentHash hash : some) {
      collect(hash);
      last = Optional.of(hash);
    }
    if (some.size() < HASHES) {
      last = Optional.empty();
    }
  }

  private void collect(ContentHash hash) {
    Instant now = clock.instant();
    Instant before = now.minus(GRACE);
    Map<BlobHolder, Instant> holders = ledger.holders(hash);
    holders.forEach(
        (holder, since) -> {
          if (!since.isAfter(before)) {
            ask(hash, holder, before, now);
          }
        });
    List<BlobPlace> clearing = ledger.clearing(hash, now);
    for (BlobPlace place : clearing) {
      store.delete(place);
      ledger.cleared(place);
    }
    if (holders.isEmpty()) {
      ledger.unlist(hash);
    }
  }

  private void ask(ContentHash hash, BlobHolder holder, Instant before, Instant now) {
    if (rooms.drop(hash, holder, before) == Drop.KEPT) {
      return;
    }
    ledger.release(hash, holder, now);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
