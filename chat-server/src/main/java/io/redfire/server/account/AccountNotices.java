package io.redfire.server.account;

import io.redfire.core.log.Appended;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewNotice;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.room.NoticeKind;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Tells an account's own log what happened to it; open streams hear of it there, on whatever node.
 * Thread-safe; no call waits.
 */
public final class AccountNotices {
  private static final int TRIES = 3;

  private final MessageLog log;
  private final Clock clock;

  /** Appends to this log. */
  public AccountNotices(MessageLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * Appends, and tries again a few times where that may help: it stands there once at most.
   *
   * @param session which one it is about; empty for none
   * @return ends with a {@link LogException} where it could not be appended
   */
  CompletableFuture<Appended> tell(UserName user, NoticeKind kind, Optional<String> session) {
    return tell(user, kind, Optional.empty(), session);
  }

  /**
   * As {@link #tell}, of a room that came to the user or went.
   *
   * @return ends with a {@link LogException} where it could not be appended
   */
  public CompletableFuture<Appended> tellOfRoom(UserName user, NoticeKind kind, RoomName room) {
    return tell(user, kind, Optional.of(room), Optional.empty());
  }

  private CompletableFuture<Appended> tell(
      UserName user, NoticeKind kind, Optional<RoomName> room, Optional<String> session) {
    return append(
        new NewNotice(
            RoomName.ownOf(user),
            MessageId.create(),
            user,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            kind,
            room,
            session),
        TRIES);
  }

  private CompletableFuture<Appended> append(NewNotice notice, int tries) {
    return log.append(notice)
        .exceptionallyCompose(
            failure ->
                tries > 1 && mayPass(failure)
                    ? append(notice, tries - 1)
                    : CompletableFuture.failedFuture(failure));
  }

  private static boolean mayPass(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof LogException refused && refused.mayPass();
  }
}
