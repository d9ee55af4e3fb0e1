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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    List<HeldAttachment> lacking = new ArrayList<>();
    for (HeldAttachment original : originals.values()) {
      ask(to, original.hash())
          .ifPresentOrElse(there -> held.put(there.hash(), there), () -> lacking.add(original));
    }
    for (HeldAttachment there : held.values()) {
      verify(there);
    }
    // All of that before the first is bound: what is refused brings nothing and costs nothing.
    checkKept(lacking);
    checkPlace(lacking, to);
    rate.countAll(user, lacking.stream().map(each -> each.facts().size()).toList(), FIELD);
    for (HeldAttachment original : lacking) {
      held.put(original.hash(), bind(original, to));
    }
    return held;
  }

  private Optional<HeldAttachment> ask(RoomName to, ContentHash hash) {
    Instant now = clock.instant();
    return rooms.ask(to, hash, now, now.minus(UploadDesk.FRESH));
  }

  private void checkKept(List<HeldAttachment> wanted) {
    for (HeldAttachment each : wanted) {
      if (ledger.find(each.hash()).filter(store::has).isEmpty()) {
        throw gone();
      }
    }
  }

  private void checkPlace(List<HeldAttachment> lacking, RoomName to) {
    if (bytesPerRoom == 0 || lacking.isEmpty()) {
      return;
    }
    // What nobody asked for lately counts already.
    Set<ContentHash> there =
        rooms.find(to, lacking.stream().map(HeldAttachment::hash).toList()).keySet();
    long more =
        lacking.stream()
            .filter(each -> !there.contains(each.hash()))
            .mapToLong(each -> each.facts().size())
            .sum();
    if (more > 0 && rooms.bytes(to) + more > bytesPerRoom) {
      throw UploadDesk.full(to, bytesPerRoom);
    }
  }

  private HeldAttachment bind(HeldAttachment original, RoomName to) {
    ContentHash hash = original.hash();
    BlobHolder holder = BlobHolder.create(to);
    byte[] small =
        original.facts().hasThumbnail() ? rooms.thumbnail(original.holder().room(), hash) : NOTHING;
    HeldAttachment wanted = new HeldAttachment(hash, holder, original.facts());
    if (!keeps(wanted)) {
      ledger.release(hash, holder, clock.instant());
      throw gone();
    }
    // Where no answer comes the room may hold them as that holder: the collector finds out.
    Optional<HeldAttachment> bound = rooms.bind(wanted, small, bytesPerRoom, clock.instant());
    if (bound.isEmpty() || !bound.get().holder().equals(holder)) {
      ledger.release(hash, holder, clock.instant());
      bound.ifPresent(this::verify);
    }
    return bound.orElseThrow(() -> UploadDesk.full(to, bytesPerRoom));
  }

  /** As whom a room holds them may be somebody of whom the ledger knows nothing any more. */
  private void verify(HeldAttachment there) {
    if (!keeps(there)) {
      throw gone();
    }
  }

  /** Notes its holder for the bytes, and tells whether they are there. */
  private boolean keeps(HeldAttachment held) {
    Instant now = clock.instant();
    // Nothing is ever written there: the bytes come from nowhere else.
    BlobPlace none = BlobPlace.fresh(held.hash(), held.facts().size());
    Optional<BlobPlace> place = ledger.hold(held.holder(), none, now, now);
    return place.filter(store::has).isPresent();
  }

  private static Problem gone() {
    return Problem.of(
        Reason.ATTACHMENT_NOT_FOUND,
        FIELD,
        "a file of that message is gone (expected: a message whose attachments can be downloaded)");
  }
}
