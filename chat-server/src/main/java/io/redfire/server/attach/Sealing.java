package io.redfire.server.attach;

import com.google.common.collect.AbstractIterator;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.redfire.core.blob.AttachmentBinder;
import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.BlobLedger;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.Upload;
import io.redfire.core.blob.Uploads;
import io.redfire.core.log.ContentFacts;
import io.redfire.core.log.ContentHash;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.awt.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes an upload of which all has arrived an attachment of its room. Thread-safe; blocks, and
 * holds one part of the bytes at a time.
 *
 * <p>It may be done again when it broke off anywhere, by any node, at the same time too.
 */
final class Sealing {
  /** Far more than it takes to copy the largest attachment. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private static final byte[] NOTHING = {};

  private final Uploads uploads;
  private final BlobStore store;
  private final BlobLedger ledger;
  private final AttachmentBinder rooms;
  private final Thumbnails thumbnails;
  private final long bytesPerRoom;
  private final InstantSource clock;
  private final Duration ahead;

  /** As the other one, into rooms that are there. */
  Sealing(
      Uploads uploads,
      BlobStore store,
      BlobLedger ledger,
      AttachmentBinder rooms,
      Thumbnails thumbnails,
      long bytesPerRoom,
      InstantSource clock) {
    this(uploads, store, ledger, rooms, thumbnails, bytesPerRoom, clock, Duration.ZERO);
  }

  /**
   * Into rooms that may be none yet.
   *
   * @param ahead how far ahead of its time a holder is noted, so that its room is not asked before
   */
  Sealing(
      Uploads uploads,
      BlobStore store,
      BlobLedger ledger,
      AttachmentBinder rooms,
      Thumbnails thumbnails,
      long bytesPerRoom,
      InstantSource clock,
      Duration ahead) {
    this.ahead = ahead;
    this.uploads = uploads;
    this.store = store;
    this.ledger = ledger;
    this.rooms = rooms;
    this.thumbnails = thumbnails;
    this.bytesPerRoom = bytesPerRoom;
    this.clock = clock;
  }

  /**
   * Does it.
   *
   * @param mayStill throws {@link Problem} where the user may not write in the room any more: it
   *     takes a while until the room is given the bytes
   * @throws Problem where the bytes are not those that were told, or the room holds too many
   */
  HeldAttachment seal(Upload upload, Runnable mayStill) {
    Hasher hasher = Hashing.sha256().newHasher();
    byte[] beginning = {};
    Iterator<byte[]> parts = parts(upload);
    for (boolean isFirst = true; parts.hasNext(); isFirst = false) {
      byte[] part = parts.next();
      hasher.putBytes(part);
      beginning = isFirst ? part : beginning;
    }
    ContentHash hash = new ContentHash(hasher.hash().toString());
    if (upload.claimed().filter(claimed -> !claimed.equals(hash)).isPresent()) {
      uploads.discard(upload);
      throw Problem.of(
          Reason.CONTENT_MISMATCH,
          "what arrived has the SHA-256 " + hash + " (expected: that of StartUpload; begin anew)");
    }
    HeldAttachment held = hold(upload, hash, beginning, mayStill);
    uploads.finish(upload, hash);
    return held;
  }

  private HeldAttachment hold(
      Upload upload, ContentHash hash, byte[] beginning, Runnable mayStill) {
    String type = ContentType.of(beginning);
    Optional<Dimension> size = ContentType.size(type, beginning);
    byte[] small =
        Thumbnails.mayHave(type, size, upload.size())
            ? thumbnails.make(type, () -> new PartsStream(parts(upload))).orElse(NOTHING)
            : NOTHING;
    ContentFacts facts =
        new ContentFacts(
            upload.size(),
            type,
            size.map(known -> known.width).orElse(0),
            size.map(known -> known.height).orElse(0),
            small.length > 0);
    BlobHolder holder = BlobHolder.create(upload.room());
    write(holder, hash, upload);
    mayStill.run();
    Optional<HeldAttachment> held =
        rooms.bind(new HeldAttachment(hash, holder, facts), small, bytesPerRoom, clock.instant());
    if (held.isPresent()) {
      // As whom the room holds them, which may be somebody else of whom the ledger knows nothing,
      // or
      // no more where this took long. Mostly there is nothing to be done.
      write(held.get().holder(), hash, upload);
    }
    if (held.isEmpty() || !held.get().holder().equals(holder)) {
      ledger.release(hash, holder, clock.instant());
    }
    return held.orElseThrow(
        () -> {
          uploads.discard(upload);
          return UploadDesk.full(upload.room(), bytesPerRoom);
        });
  }

  /** Whether the bytes are kept, and where they should be. */
  boolean isKept(ContentHash hash) {
    return ledger.find(hash).filter(store::has).isPresent();
  }

  /** Sees to it that the bytes are kept for that holder. */
  private void write(BlobHolder holder, ContentHash hash, Upload upload) {
    BlobPlace mine = BlobPlace.fresh(hash, upload.size());
    Optional<BlobPlace> lost = Optional.empty();
    Optional<BlobPlace> there = hold(holder, mine, lost);
    while (there.isPresent()) {
      if (store.has(there.get())) {
        return;
      }
      // Somebody took them away, or the node keeps them elsewhere now.
      lost = there;
      there = hold(holder, mine, lost);
    }
    store.write(mine, parts(upload));
    Optional<BlobPlace> kept = ledger.keep(mine, lost, clock.instant());
    if (kept.isEmpty()) {
      // Whoever clears up may have been there already.
      store.delete(mine);
      throw Problem.of(Reason.STORE_UNAVAILABLE, "the bytes took too long to be stored");
    }
    if (!kept.get().equals(mine)) {
      store.delete(mine);
      ledger.cleared(mine);
    }
  }

  private Optional<BlobPlace> hold(BlobHolder holder, BlobPlace mine, Optional<BlobPlace> lost) {
    Instant now = clock.instant();
    return ledger.hold(holder, mine, lost, now.plus(ahead), now.plus(PATIENCE));
  }

  /** What arrived, part by part; throws {@link Problem} where some of it is gone meanwhile. */
  private Iterator<byte[]> parts(Upload upload) {
    return new AbstractIterator<>() {
      private long number;
      private long read;

      @Override
      protected byte @Nullable [] computeNext() {
        if (read == upload.size()) {
          return endOfData();
        }
        byte[] part = uploads.read(upload, number++);
        long expected = Math.min(BlobStore.PART_BYTES, upload.size() - read);
        if (part.length != expected) {
          throw UploadDesk.gone();
        }
        read += part.length;
        return part;
      }
    };
  }
}
