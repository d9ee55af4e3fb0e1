package io.redfire.server.right;

import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.RoomAttachments;
import io.redfire.core.log.Attachment;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.account.InvalidField;
import io.redfire.server.account.OneLine;
import io.redfire.server.limit.Asking;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Puts what a room knows of attachments into a message that names them. Thread-safe; never blocks.
 *
 * <p>What the room does not hold stays unknown: the append refuses it, unless it is a message that
 * was accepted before.
 */
public final class Attaching {
  /** Knows of nothing. */
  static final Attaching NOTHING =
      new Attaching(
          (room, hashes) -> Map.of(),
          (user, from, to, hashes) -> Map.of(),
          Runnable::run,
          Runnable::run);

  private static final int MOST_NAME_BYTES = 255;
  private static final int MOST_ALT_BYTES = 1024;

  private final Finder rooms;
  private final Carrier carrier;
  private final Executor blocking;
  private final Executor carrying;

  /** Tells what of that a room holds; may block. */
  private interface Finder {
    Map<ContentHash, HeldAttachment> find(RoomName room, Collection<ContentHash> hashes);
  }

  /** Lets a room hold what another one holds; may block. */
  public interface Carrier {
    /**
     * Does it.
     *
     * @param user who wants it, and may read in the one room and write in the other
     * @return as what the other room holds each
     * @throws Problem where the first one does not hold them all, or the other one may not
     */
    Map<ContentHash, HeldAttachment> carry(
        UserName user, RoomName from, RoomName to, List<ContentHash> hashes);
  }

  /**
   * Asks these rooms, on threads that may block.
   *
   * @param carrying threads that may wait for whatever keeps the bytes, too
   */
  public Attaching(RoomAttachments rooms, Carrier carrier, Executor blocking, Executor carrying) {
    this(rooms::find, carrier, blocking, carrying);
  }

  private Attaching(Finder rooms, Carrier carrier, Executor blocking, Executor carrying) {
    this.rooms = rooms;
    this.carrier = carrier;
    this.blocking = blocking;
    this.carrying = carrying;
  }

  /**
   * The message with names that are harmless lines.
   *
   * @throws Problem where one cannot be made so
   */
  static NewMessage named(NewMessage message) {
    return message.with(message.attachments().stream().map(Attaching::named).toList());
  }

  private static Attachment named(Attachment attachment) {
    try {
      String name =
          OneLine.check("attachments.name", attachment.name(), MOST_NAME_BYTES, MOST_NAME_BYTES);
      String alt =
          OneLine.check("attachments.alt", attachment.alt(), MOST_ALT_BYTES, MOST_ALT_BYTES);
      return new Attachment(
          attachment.hash(), name.replace('/', '_').replace('\\', '_'), alt, attachment.facts());
    } catch (InvalidField invalid) {
      throw Problem.of(Reason.FIELD_INVALID, invalid.field(), invalid.complaint());
    }
  }

  /** The message with what the room knows of its attachments. */
  CompletableFuture<NewEntry> known(NewEntry entry) {
    if (!(entry instanceof NewMessage message)) {
      return CompletableFuture.completedFuture(entry);
    }
    return Asking.on(blocking, () -> rooms.find(message.room(), hashes(message)))
        .thenApply(held -> message.with(known(message.attachments(), held)));
  }

  /**
   * The message once its room holds the attachments that come with the words of a message of
   * another room; ends with a {@link Problem} where it cannot.
   */
  CompletableFuture<NewEntry> carried(NewMessage message, RoomName from) {
    if (message.attachments().isEmpty()) {
      return CompletableFuture.completedFuture(message);
    }
    return Asking.on(
            carrying, () -> carrier.carry(message.from(), from, message.room(), hashes(message)))
        .thenApply(held -> message.with(known(message.attachments(), held)));
  }

  private static List<ContentHash> hashes(NewMessage message) {
    return message.attachments().stream().map(Attachment::hash).distinct().toList();
  }

  private static List<Attachment> known(
      List<Attachment> attachments, Map<ContentHash, HeldAttachment> held) {
    return attachments.stream()
        .map(
            one -> {
              HeldAttachment found = held.get(one.hash());
              return found == null ? one : one.with(found.facts());
            })
        .toList();
  }
}
