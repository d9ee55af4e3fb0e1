package io.redfire.server.attach;

import io.redfire.core.blob.BlobLedger;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.blob.RoomAttachments;
import io.redfire.core.blob.Uploads;
import io.redfire.core.rate.RateLimits;
import io.redfire.server.limit.AttachmentLimits;
import io.redfire.server.right.Attaching;
import java.time.InstantSource;

/**
 * Where a node has its attachments, and what works on them. Thread-safe; closed after all that asks
 * it.
 */
public final class Attachments implements AutoCloseable {
  private final Uploads uploads;
  private final RoomAttachments rooms;
  private final BlobLedger ledger;
  private final BlobStore store;
  private final UploadDesk desk;
  private final Carrying carrying;
  private final RoomFiles files;
  private final Thumbnails thumbnails = new Thumbnails();

  /** Puts it together of these, which are closed with it. */
  public Attachments(
      Uploads uploads,
      RoomAttachments rooms,
      BlobLedger ledger,
      BlobStore store,
      RateLimits rates,
      AttachmentLimits limits,
      InstantSource clock) {
    this.uploads = uploads;
    this.rooms = rooms;
    this.ledger = ledger;
    this.store = store;
    Sealing sealing =
        new Sealing(uploads, store, ledger, rooms, thumbnails, limits.bytesPerRoom(), clock);
    ByteRate rate = new ByteRate(rates, limits.kibibytesPerUser());
    this.desk = new UploadDesk(uploads, rooms, sealing, rate, limits, clock);
    this.files = new StoredFiles(uploads, rooms, ledger, store, thumbnails, limits, clock);
    this.carrying = new Carrying(store, ledger, rooms, rate, limits.bytesPerRoom(), clock);
  }

  UploadDesk desk() {
    return desk;
  }

  /** What each room holds. */
  public RoomAttachments rooms() {
    return rooms;
  }

  /** Lets rooms hold what others do. */
  public Attaching.Carrier carrying() {
    return carrying;
  }

  /** The files of whole rooms. */
  public RoomFiles files() {
    return files;
  }

  BlobLedger ledger() {
    return ledger;
  }

  BlobStore store() {
    return store;
  }

  @Override
  public void close() {
    thumbnails.close();
    uploads.close();
    rooms.close();
    ledger.close();
    store.close();
  }
}
