package io.redfire.server.attach;

import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.BlobLedger;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.RoomAttachments;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.right.Attaching;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a room hold what another room holds: the bytes stay where they are and have one holder more.
 * Thread-safe; blocks. Who may read the one and write in the other is for others to say, before.
 *
 * <p>It may be done again when it broke off anywhere, by any node: what the room holds by then is
 * neither counted nor held twice. What no message names in the end goes as after an upload.
 */
final class Carrying implements Attaching.Carrier {
  private static final String FIELD = "forward_of.seq";
  private static final byte[] NOTHING = {};

  private final BlobStore store;
  private final BlobLedger ledger;
  private final RoomAttachments rooms;
  private final ByteRate rate;
  private final long bytesPerRoom;
  private final InstantSource clock;

  /**
   * @param bytesPerRoom how many bytes a room may hold; 0 for any number
   */
  Carrying(
      BlobStore store,
      BlobLedger ledger,
      RoomAttachments rooms,
      ByteRate rate,
      long bytesPerRoom,
      InstantSource clock) {
    this.store = store;
    this.ledger = ledger;
    this.rooms = rooms;
    this.rate = rate;
    this.bytesPerRoom = bytesPerRoom;
    this.clock = clock;
  }

  @Override
  public Map<ContentHash, HeldAttachment> carry(
      UserName user, RoomName from, RoomName to, List<ContentHash> hashes) {
    Map<ContentHash, HeldAttachment> originals = rooms.find(from, hashes);
    if (!originals.keySet().containsAll(hashes)) {
      throw gone();
    }
    Map<ContentHash, HeldAttachment> held = new LinkedHashMap<>();
    originals.forEach((hash, original) -> held.put(hash, carry(user, original, to)));
    return held;
  }

  private HeldAttachment carry(UserName user, HeldAttachment original, RoomName to) {
    Instant now = clock.instant();
    HeldAttachment held =
        rooms
            .ask(to, original.hash(), now, now.minus(UploadDesk.FRESH))
            .orElseGet(() -> bind(user, original, to));
    // As whom the room holds them, which may be somebody of whom the ledger knows nothing any more.
    if (!keeps(held.holder(), original)) {
      throw gone();
    }
    return held;
  }

  private HeldAttachment bind(UserName user, HeldAttachment original, RoomName to) {
    rate.count(user, original.facts().size(), FIELD);
    ContentHash hash = original.hash();
    BlobHolder holder = BlobHolder.create(to);
    byte[] small =
        original.facts().hasThumbnail() ? rooms.thumbnail(original.holder().room(), hash) : NOTHING;
    boolean isHeld = false;
    try {
      if (!keeps(holder, original)) {
        throw gone();
      }
      HeldAttachment bound =
          rooms
              .bind(
                  new HeldAttachment(hash, holder, original.facts()),
                  small,
                  bytesPerRoom,
                  clock.instant())
              .orElseThrow(() -> UploadDesk.full(to, bytesPerRoom));
      isHeld = bound.holder().equals(holder);
      return bound;
    } finally {
      if (!isHeld) {
        ledger.release(hash, holder, clock.instant());
      }
    }
  }

  /** Notes that holder for the bytes, and tells whether they are there. */
  private boolean keeps(BlobHolder holder, HeldAttachment original) {
    Instant now = clock.instant();
    // Nothing is ever written there: the bytes come from nowhere else.
    BlobPlace none = BlobPlace.fresh(original.hash(), original.facts().size());
    Optional<BlobPlace> place = ledger.hold(holder, none, now, now);
    return place.filter(store::has).isPresent();
  }

  private static Problem gone() {
    return Problem.of(
        Reason.ATTACHMENT_NOT_FOUND,
        FIELD,
        "a file of that message is gone (expected: a message whose attachments can be downloaded)");
  }
}
