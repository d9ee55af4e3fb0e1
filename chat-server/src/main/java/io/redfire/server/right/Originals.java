package io.redfire.server.right;

import com.google.common.base.Utf8;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Forward;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewForward;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.RoomKind;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Reads what messages say and have that are to be forwarded, with the right of whoever forwards
 * them. Thread-safe; never blocks.
 *
 * <p>Where they were said is told only of rooms that everyone may find and read, since those who
 * read the copy may not know of the others; or where it is the room that they come to.
 */
final class Originals {
  private final Authority authority;
  private final MessageLog log;
  private final Executor blocking;
  private final int textBytes;

  /**
   * @param blocking runs what asks Redis
   * @param textBytes how long a text may be, in UTF-8
   */
  Originals(Authority authority, MessageLog log, Executor blocking, int textBytes) {
    this.authority = authority;
    this.log = log;
    this.blocking = blocking;
    this.textBytes = textBytes;
  }

  /** Ends with the message to append, or with a {@link Problem}. */
  CompletableFuture<NewMessage> read(Caller caller, NewForward wish) {
    return authority
        .authorize(caller, Action.READ, wish.origin())
        .thenApplyAsync(state -> read(wish, state), blocking)
        .thenCompose(message -> withoutSecrets(caller, message));
  }

  private NewMessage read(NewForward wish, RoomState state) {
    Entry entry = entry(wish);
    if (!(entry.content() instanceof Content.Text text)) {
      throw entry.content() instanceof Content.Erased
          ? problem(Reason.MESSAGE_ERASED, "that message is erased (expected: one that is not)")
          : problem(Reason.NOT_A_MESSAGE, "no message stands there (expected: a message)");
    }
    int bytes = Utf8.encodedLength(text.text());
    if (bytes > textBytes) {
      throw Problem.of(
          Reason.TEXT_TOO_LONG,
          "forward_of.seq",
          "a text of " + bytes + " bytes (expected: at most " + textBytes + ")",
          Map.of("max_text_bytes", Integer.toString(textBytes)));
    }
    if (text.attachments().size() > Limit.ATTACHMENTS) {
      throw problem(
          Reason.FIELD_INVALID,
          "a message with "
              + text.attachments().size()
              + " attachments (expected: at most "
              + Limit.ATTACHMENTS
              + ")");
    }
    Forward before = text.ties().forward();
    return named(
        wish.saying(text.text(), before != null ? before : origin(wish, state, entry))
            .with(text.attachments()));
  }

  /** Named anew, since another program may have written that line. */
  private static NewMessage named(NewMessage message) {
    try {
      return Attaching.named(message);
    } catch (Problem badName) {
      // Whoever forwards it named none of them.
      throw problem(
          Reason.FIELD_INVALID,
          "a message with an attachment whose name or description no client could have sent"
              + " (expected: a message whose attachments are named in one line each)");
    }
  }

  /**
   * A copy within a room names that room, and may be forwarded out of it; and what was for all to
   * read need not be so any more. So the room that a message names is asked for anew.
   */
  private CompletableFuture<NewMessage> withoutSecrets(Caller caller, NewMessage message) {
    Forward told = message.ties().forward();
    if (told == null || told.room() == null || told.room().equals(message.room().value())) {
      return CompletableFuture.completedFuture(message);
    }
    RoomName room;
    try {
      room = new RoomName(told.room());
    } catch (InvalidName notOurs) {
      return CompletableFuture.completedFuture(withoutRoom(message, told));
    }
    return authority
        .authorizeNow(caller, Action.READ, room)
        .thenApply(
            state -> isForAll(Verdict.kind(room, state)) ? message : withoutRoom(message, told))
        .exceptionallyCompose(
            failure ->
                Problem.from(failure).mayPass()
                    ? CompletableFuture.failedFuture(failure)
                    : CompletableFuture.completedFuture(withoutRoom(message, told)));
  }

  private static NewMessage withoutRoom(NewMessage message, Forward told) {
    Forward rest = new Forward(told.from(), told.at(), null, 0);
    return message.tiedBy(message.ties().forwarding(rest));
  }

  private Entry entry(NewForward wish) {
    Page page;
    try {
      page = log.readAfter(wish.origin(), new Position(wish.seq() - 1, Position.UNKNOWN_TAG), 1);
    } catch (LogException failure) {
      throw Problem.of(failure);
    }
    if (page.status() != Page.Status.OK
        || page.entries().isEmpty()
        || !(wish.tag().isEmpty() || wish.tag().equals(page.entries().get(0).position().tag()))) {
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
    boolean isTold =
        isForAll(Verdict.kind(wish.origin(), state)) || wish.origin().equals(wish.room());
    return new Forward(
        entry.from(), entry.at(), isTold ? wish.origin().value() : null, isTold ? entry.seq() : 0);
  }

  private static boolean isForAll(RoomKind kind) {
    return kind == RoomKind.OPEN || kind == RoomKind.PUBLIC || kind == RoomKind.ANNOUNCEMENT;
  }
}
