package io.redfire.server.right;

import io.redfire.core.log.MessageId;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Tells whether something was accepted before, so that nobody is refused what is long true.
 * Thread-safe; never blocks.
 *
 * <p>A log tells that it knows an id before it looks at anything else, so it is given a change that
 * can never be made.
 */
public final class KnownIds {
  private static final String NO_VERSION = "-";

  private final MessageLog log;

  /** Asks this log. */
  public KnownIds(MessageLog log) {
    this.log = log;
  }

  /** What the log answers only where it knows that sender's id, with the place of that time. */
  static NewEntry question(RoomName room, MessageId id, UserName from, Instant at) {
    return new NewGovernance(
        room, id, from, at, NO_VERSION, Optional.of(RoomRules.of(RoomKind.PUBLIC)), List.of());
  }

  /** Whether that sender's id stands in the room; ends with no where nobody can tell. */
  public CompletableFuture<Boolean> knows(RoomName room, MessageId id, UserName from, Instant at) {
    return log.append(question(room, id, from, at))
        .thenApply(appended -> true)
        .exceptionally(failure -> false);
  }
}
