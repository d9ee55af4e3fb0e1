package io.redfire.server.admin;

import com.google.common.collect.AbstractIterator;
import io.redfire.chat.v1.EraseUserMessagesResponse;
import io.redfire.core.log.Appended;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Forward;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.wire.Requests;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Erases what a user wrote, room by room, and tells of each room that held some. For one thread at
 * a time; blocks on Redis.
 *
 * <p>What is erased already is passed over, so a run that broke off is simply made again. It goes
 * as far as each room's log reached when it came there.
 */
final class MessageEraser extends AbstractIterator<EraseUserMessagesResponse> {
  private static final int PAGE = 128;

  private final Admin admin;
  private final MessageLog log;
  private final Requests requests;
  private final UserName user;
  private final Iterator<RoomName> rooms;
  private final boolean tellsAll;
  private final BooleanSupplier isOver;

  /**
   * @param tellsAll whether rooms that held none are told too
   * @param isOver whether nobody waits for the answer any more
   */
  MessageEraser(
      Admin admin,
      MessageLog log,
      Requests requests,
      UserName user,
      Iterator<RoomName> rooms,
      boolean tellsAll,
      BooleanSupplier isOver) {
    this.admin = admin;
    this.log = log;
    this.requests = requests;
    this.user = user;
    this.rooms = rooms;
    this.tellsAll = tellsAll;
    this.isOver = isOver;
  }

  @Override
  protected @Nullable EraseUserMessagesResponse computeNext() {
    while (!isOver.getAsBoolean() && rooms.hasNext()) {
      RoomName room = rooms.next();
      long erased = erase(room);
      if (erased > 0 || tellsAll) {
        return EraseUserMessagesResponse.newBuilder()
            .setRoom(room.value())
            .setErased(erased)
            .build();
      }
    }
    return endOfData();
  }

  private long erase(RoomName room) {
    Bounds bounds;
    try {
      bounds = log.bounds(room);
    } catch (LogException failure) {
      if (failure.reason() == LogException.Reason.NOT_A_LOG) {
        return 0;
      }
      throw failure;
    }
    long erased = 0;
    Position at = new Position(bounds.base().seq(), Position.UNKNOWN_TAG);
    while (at.seq() < bounds.head().seq() && !isOver.getAsBoolean()) {
      admin.verify();
      Page page = log.readAfter(room, at, PAGE);
      if (page.entries().isEmpty()) {
        break;
      }
      erased += erase(room, page.entries());
      at = new Position(page.end().seq(), Position.UNKNOWN_TAG);
    }
    return erased;
  }

  private long erase(RoomName room, List<Entry> entries) {
    List<CompletableFuture<Appended>> erasures = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.id() != null && entry.content() instanceof Content.Text text && says(entry, text)) {
        erasures.add(
            log.append(
                new NewErasure(
                    room, MessageId.create(), admin.user(), requests.now(), entry.seq(), true),
                new Lane(),
                0));
      }
    }
    return erasures.stream().filter(MessageEraser::isErased).count();
  }

  /** Whether the words are the user's, also where somebody else forwarded them. */
  private boolean says(Entry entry, Content.Text text) {
    Forward forward = text.ties().forward();
    return entry.from().equals(user.value())
        || (forward != null && forward.from().equals(user.value()));
  }

  /** False where somebody was faster, or retention was. */
  private static boolean isErased(CompletableFuture<Appended> erasure) {
    try {
      var unused = erasure.join();
      return true;
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof LogException refused && refused.isRefusal()) {
        return false;
      }
      throw failure;
    }
  }
}
