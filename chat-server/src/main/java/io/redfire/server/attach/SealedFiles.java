package io.redfire.server.attach;

import io.redfire.core.blob.Upload;
import io.redfire.core.blob.Uploads;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes in files as uploads, one at a time: so nothing that is told of them is believed. */
final class SealedFiles implements FileIntake {
  private static final Duration LIFETIME = Duration.ofDays(1);

  private final Uploads uploads;
  private final Sealing sealing;
  private final UserName by;
  private final RoomName room;
  private final long most;
  private final InstantSource clock;
  private @Nullable Upload upload;

  /**
   * @param sealing into the room that is being put together
   * @param by whose uploads they are
   * @param most bytes of one file
   */
  SealedFiles(
      Uploads uploads,
      Sealing sealing,
      UserName by,
      RoomName room,
      long most,
      InstantSource clock) {
    this.uploads = uploads;
    this.sealing = sealing;
    this.by = by;
    this.room = room;
    this.most = most;
    this.clock = clock;
  }

  @Override
  public void begin(ContentHash hash, long size) {
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
    var unused = sealing.seal(begun(), () -> {});
    close();
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
    Upload left = upload;
    if (left != null) {
      upload = null;
      uploads.discard(left);
    }
  }
}
