package io.redfire.server.attach;

import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.RoomAttachments;
import io.redfire.core.blob.Upload;
import io.redfire.core.blob.Uploads;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.limit.AttachmentLimits;
import io.redfire.server.right.Action;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets uploads begin and go on: those who may write in the room, and as much as the limits allow.
 * Thread-safe; blocks.
 */
final class UploadDesk {
  private static final Duration LIFETIME = Duration.ofDays(1);

  /** What is forgotten sooner is not gone on with. */
  private static final Duration ENOUGH = Duration.ofHours(1);

  /**
   * Half of what bytes without a message stay: who hears of them has the other half to send them.
   */
  static final Duration FRESH = Duration.ofMinutes(30);

  private final Uploads uploads;
  private final RoomAttachments rooms;
  private final Sealing sealing;
  private final ByteRate rate;
  private final AttachmentLimits limits;
  private final InstantSource clock;

  UploadDesk(
      Uploads uploads,
      RoomAttachments rooms,
      Sealing sealing,
      ByteRate rate,
      AttachmentLimits limits,
      InstantSource clock) {
    this.uploads = uploads;
    this.rooms = rooms;
    this.sealing = sealing;
    this.rate = rate;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Begins an upload, or goes on with the one of the same bytes that the caller has.
   *
   * @param size as it came: unsigned
   */
  Upload begin(Access access, RoomName room, long size, Optional<ContentHash> claimed) {
    UserName user = access.user();
    Caller unused = access.check(Action.WRITE, room);
    if (size < 0 || size > limits.bytes()) {
      throw ByteRate.tooLarge("size", Long.toUnsignedString(size) + " bytes", limits.bytes());
    }
    if (size == 0) {
      throw Problem.of(Reason.FIELD_INVALID, "size", "0 bytes (expected: at least 1)");
    }
    Instant now = clock.instant();
    Optional<Upload> begun = claimed.flatMap(hash -> begun(user, room, size, hash, now));
    if (begun.isPresent()) {
      return begun.get();
    }
    if (limits.bytesPerRoom() > 0
        && rooms.bytes(room) + size > limits.bytesPerRoom()
        && claimed.filter(hash -> isKnownToHold(access, room, hash, size)).isEmpty()) {
      throw full(room, limits.bytesPerRoom());
    }
    Upload upload = Upload.begin(room, user, size, claimed, now.plus(LIFETIME));
    if (!uploads.open(upload, limits.uploadsPerUser(), now)) {
      throw Problem.of(
          Reason.TOO_MANY_UPLOADS,
          "more uploads under way than one user may have (expected: at most "
              + limits.uploadsPerUser()
              + "; end one, or wait until one is forgotten)");
    }
    try {
      rate.count(user, size, "size");
    } catch (Problem tooMuch) {
      uploads.discard(upload);
      throw tooMuch;
    }
    return upload;
  }

  /** So an answer that was lost costs nobody anything. */
  private Optional<Upload> begun(
      UserName user, RoomName room, long size, ContentHash hash, Instant now) {
    return uploads.of(user).stream()
        .filter(each -> each.room().equals(room) && each.size() == size)
        .filter(each -> each.claimed().equals(Optional.of(hash)) && each.done().isEmpty())
        .filter(each -> each.end().isAfter(now.plus(ENOUGH)))
        .findFirst();
  }

  /** Ends an upload of the caller's own. */
  void cancel(Access access, String id) {
    uploads.discard(own(access, id));
  }

  static Problem full(RoomName room, long most) {
    return Problem.of(
        Reason.ROOM_FULL,
        "the attachments of room '"
            + room
            + "' would have more bytes than it may hold (expected: at most "
            + most
            + ")");
  }

  /** The attachment, where the room holds it and the caller may read there. */
  Optional<HeldAttachment> held(Access access, RoomName room, ContentHash hash) {
    if (!mayRead(access, room)) {
      // Who may write and not read may well bring the bytes, but is not told that they are there.
      return Optional.empty();
    }
    // Where the bytes are lost, whoever has them brings them back.
    Instant now = clock.instant();
    return rooms.ask(room, hash, now, now.minus(FRESH)).filter(held -> sealing.isKept(hash));
  }

  /**
   * Whether these bytes, brought again, are no more than the room holds, and the caller may know.
   */
  private boolean isKnownToHold(Access access, RoomName room, ContentHash hash, long size) {
    return mayRead(access, room)
        && rooms.find(room, List.of(hash)).values().stream()
            .anyMatch(held -> held.facts().size() == size);
  }

  private static boolean mayRead(Access access, RoomName room) {
    try {
      Caller unused = access.check(Action.READ, room);
      return true;
    } catch (Problem refused) {
      if (refused.mayPass()) {
        throw refused;
      }
      return false;
    }
  }

  /** An upload of the caller's own, to a room in which the caller may write. */
  Upload own(Access access, String id) {
    UserName user = access.user();
    Upload upload =
        Optional.of(id)
            .filter(Upload::isId)
            .flatMap(uploads::find)
            .filter(found -> found.user().equals(user))
            .orElseThrow(UploadDesk::gone);
    Caller unused = access.check(Action.WRITE, upload.room());
    return upload;
  }

  static Problem gone() {
    return Problem.of(
        Reason.UPLOAD_NOT_FOUND,
        "there is no such upload of the caller's, or no more (expected: one of StartUpload)");
  }

  /** Adds what came; the upload as it is then. */
  Upload add(Upload upload, byte[] bytes) {
    long offset = upload.received();
    if (bytes.length > upload.size() - offset) {
      throw Problem.of(
          Reason.ATTACHMENT_TOO_LARGE,
          "chunk",
          "more bytes than the upload's size (expected: " + (upload.size() - offset) + " more)");
    }
    Upload now = uploads.add(upload, offset, bytes).orElseThrow(UploadDesk::gone);
    if (now.received() != offset + bytes.length) {
      throw wrongOffset(now);
    }
    return now;
  }

  static Problem wrongOffset(Upload upload) {
    String offset = Long.toString(upload.received());
    return Problem.of(
        Reason.OFFSET_WRONG,
        "offset",
        "not where the upload stands (expected: " + offset + ")",
        Map.of("offset", offset));
  }

  /** What the room holds of an upload that is done; empty where bytes are missing. */
  Optional<HeldAttachment> finish(Access access, Upload upload) {
    Runnable mayStill =
        () -> {
          var unused = access.check(Action.WRITE, upload.room());
        };
    mayStill.run();
    if (upload.done().isPresent()) {
      return done(upload);
    }
    if (upload.received() < upload.size()) {
      return Optional.empty();
    }
    try {
      return Optional.of(sealing.seal(upload, mayStill));
    } catch (Problem failure) {
      // A call before this one, whose client is gone, may have been at it and done it meanwhile.
      Optional<HeldAttachment> held =
          uploads.find(upload.id()).filter(now -> now.done().isPresent()).flatMap(this::done);
      return Optional.of(held.orElseThrow(() -> failure));
    }
  }

  private Optional<HeldAttachment> done(Upload upload) {
    return upload
        .done()
        .flatMap(hash -> Optional.ofNullable(rooms.find(upload.room(), List.of(hash)).get(hash)));
  }
}
