package io.redfire.server.right;

import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Forward;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewForward;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.RoomKind;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Reads the words of messages that are to be forwarded, with the right of whoever forwards them.
 * Thread-safe; never blocks.
 *
 * <p>Where they were said is told only of rooms that everyone may find and read, since those who
 * read the copy may not know of the others; or where it is the room that they come to.
 */
final class Originals {
  private final Authority authority;
  private final MessageLog log;
  private final Executor blocking;

  /**
   * @param blocking runs what asks Redis
   */
  Originals(Authority authority, MessageLog log, Executor blocking) {
    this.authority = authority;
    this.log = log;
    this.blocking = blocking;
  }

  /** Ends with the message to append, or with a {@link Problem}. */
  CompletableFuture<NewMessage> read(Caller caller, NewForward wish) {
    return authority
        .authorize(caller, Action.READ, wish.origin())
        .thenApplyAsync(state -> read(wish, state), blocking);
  }

  private NewMessage read(NewForward wish, RoomState state) {
    Entry entry = entry(wish);
    if (!(entry.content() instanceof Content.Text text)) {
      throw entry.content() instanceof Content.Erased
          ? problem(Reason.MESSAGE_ERASED, "that message is erased (expected: one that is not)")
          : problem(Reason.NOT_A_MESSAGE, "no message stands there (expected: a message)");
    }
    Forward before = text.ties().forward();
    return wish.saying(text.text(), before != null ? before : origin(wish, state, entry));
  }

  private Entry entry(NewForward wish) {
    Page page;
    try {
      page = log.readAfter(wish.origin(), new Position(wish.seq() - 1, Position.UNKNOWN_TAG), 1);
    } catch (LogException failure) {
      throw Problem.of(failure);
    }
    if (page.status() != Page.Status.OK || page.entries().isEmpty()) {
      throw problem(
          Reason.MESSAGE_NOT_FOUND,
          "the room's log holds no entry with it (expected: the seq of a message)");
    }
    return page.entries().get(0);
  }

  private static Problem problem(Reason reason, String message) {
    return Problem.of(reason, "forward_of.seq", message);
  }

  private static Forward origin(NewForward wish, RoomState state, Entry entry) {
    boolean isTold = isForAll(state.kind()) || wish.origin().equals(wish.room());
    return new Forward(
        entry.from(), entry.at(), isTold ? wish.origin().value() : null, isTold ? entry.seq() : 0);
  }

  private static boolean isForAll(RoomKind kind) {
    return kind == RoomKind.OPEN || kind == RoomKind.PUBLIC || kind == RoomKind.ANNOUNCEMENT;
  }
}
