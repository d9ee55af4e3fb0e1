package io.redfire.server.attach;

import io.redfire.core.blob.BlobLedger;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.Upload;
import io.redfire.core.blob.Uploads;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.LogException;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in files as uploads, one at a time: so nothing that is told of them is believed.
 *
 * <p>The room that holds them is none yet, and whoever clears up would take them away in the middle
 * of a long import. So their holders are ahead of their time, by as long as it may take.
 */
final class SealedFiles implements FileIntake {
  /** How long it may take, from the beginning to the end. */
  static final Duration LONGEST = Duration.ofDays(1);

  private static final Duration LIFETIME = Duration.ofDays(1);

  /** Files whose holders are remembered; those beyond stay ahead of their time. */
  private static final int MOST_HELD = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(SealedFiles.class);

  private final Uploads uploads;
  private final BlobLedger ledger;
  private final Sealing sealing;
  private final UserName by;
  private final RoomName room;
  private final long most;
  private final InstantSource clock;
  private final Instant end;
  private final Map<ContentHash, HeldAttachment> held = new LinkedHashMap<>();
  private @Nullable Upload upload;

  /**
   * @param sealing into the room that is being put together
   * @param by whose uploads they are
   * @param most bytes of one file
   */
  SealedFiles(
      Uploads uploads,
      BlobLedger ledger,
      Sealing sealing,
      UserName by,
      RoomName room,
      long most,
      InstantSource clock) {
    this.uploads = uploads;
    this.ledger = ledger;
    this.sealing = sealing;
    this.by = by;
    this.room = room;
    this.most = most;
    this.clock = clock;
    this.end = clock.instant().plus(LONGEST);
  }

  @Override
  public void verify() {
    if (clock.instant().isAfter(end)) {
      throw Problem.of(
          Reason.ROOM_CHANGED,
          "it took longer than "
              + LONGEST.toHours()
              + " hours, and files that came first may be gone (expected: import it again)");
    }
  }

  @Override
  public void begin(ContentHash hash, long size) {
    verify();
    if (size > most) {
      throw ByteRate.tooLarge("lines", "file " + hash + ": " + size + " bytes", most);
    }
    Upload begun = Upload.begin(room, by, size, Optional.of(hash), clock.instant().plus(LIFETIME));
    var unused = uploads.open(begun, 0, clock.instant());
    upload = begun;
  }

  @Override
  public void add(byte[] bytes) {
    Upload before = begun();
    upload =
        uploads
            .add(before, before.received(), bytes)
            .filter(now -> now.received() == before.received() + bytes.length)
            .orElseThrow(UploadDesk::gone);
  }

  @Override
  public void end() {
    HeldAttachment sealed = sealing.seal(begun(), () -> {});
    if (held.size() < MOST_HELD) {
      held.put(sealed.hash(), sealed);
    }
    forget();
  }

  @Override
  public void keep() {
    Instant now = clock.instant();
    // From here on it is as with what was uploaded now.
    each(
        kept -> {
          BlobPlace none = BlobPlace.fresh(kept.hash(), kept.facts().size());
          var unused = ledger.hold(kept.holder(), none, now, now);
        });
  }

  @Override
  public void leave() {
    held.clear();
  }

  private Upload begun() {
    Upload begun = upload;
    if (begun == null) {
      throw new IllegalStateException("no file under way");
    }
    return begun;
  }

  @Override
  public void close() {
    Instant now = clock.instant();
    each(left -> ledger.release(left.hash(), left.holder(), now));
    forget();
  }

  /** Does it for all that are held, and remembers them no more; whoever clears up does it later. */
  private void each(Consumer<HeldAttachment> settle) {
    try {
      held.values().forEach(settle);
    } catch (LogException silent) {
      LOG.warn("Files of an import stay for {} at least: {}", LONGEST, silent.getMessage());
    } finally {
      held.clear();
    }
  }

  private void forget() {
    Upload left = upload;
    if (left != null) {
      upload = null;
      uploads.discard(left);
    }
  }
}
