package io.redfire.server.attach;

import io.redfire.core.blob.AttachmentBinder;
import io.redfire.core.blob.BlobLedger;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.blob.RoomAttachments;
import io.redfire.core.blob.Uploads;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.limit.AttachmentLimits;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Files out of the store of attachments, and into it by way of an upload. Thread-safe; blocks. */
final class StoredFiles implements RoomFiles {
  private final Uploads uploads;
  private final RoomAttachments rooms;
  private final BlobLedger ledger;
  private final BlobStore store;
  private final Thumbnails thumbnails;
  private final AttachmentLimits limits;
  private final InstantSource clock;

  StoredFiles(
      Uploads uploads,
      RoomAttachments rooms,
      BlobLedger ledger,
      BlobStore store,
      Thumbnails thumbnails,
      AttachmentLimits limits,
      InstantSource clock) {
    this.uploads = uploads;
    this.rooms = rooms;
    this.ledger = ledger;
    this.store = store;
    this.thumbnails = thumbnails;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public Optional<Source> open(RoomName room, ContentHash hash) {
    return Optional.ofNullable(rooms.find(room, List.of(hash)).get(hash))
        .flatMap(held -> ledger.find(hash))
        .filter(store::has)
        .map(
            place ->
                new Source(place.size(), (offset, length) -> store.read(place, offset, length)));
  }

  @Override
  public FileIntake intake(UserName by, RoomName room, AttachmentBinder target) {
    Sealing sealing =
        new Sealing(
            uploads,
            store,
            ledger,
            target,
            thumbnails,
            limits.bytesPerRoom(),
            clock,
            SealedFiles.LONGEST);
    return new SealedFiles(uploads, ledger, sealing, by, room, limits.bytes(), clock);
  }
}
