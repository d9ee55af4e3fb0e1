package io.redfire.server.presence;

import io.redfire.core.log.UserName;
import io.redfire.core.member.Presence;
import io.redfire.core.member.PresenceState;
import io.redfire.core.member.Presences;
import io.redfire.core.member.RoomMembers;
import io.redfire.server.limit.Asking;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All about who is there, for the streams and calls of a node. Thread-safe; never blocks.
 *
 * <p>Every second it tells the store what the devices here show, and looks at those whom somebody
 * here watches. Nobody rings for it: one look for all who watch costs less than to follow each
 * user's own room, and what it finds a second later is soon enough.
 */
public final class PresenceDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceDesk.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Who cannot hold a stream is there for so long after saying so. */
  private static final Duration SAID = Duration.ofMinutes(1);

  private final Presences presences;
  private final Executor blocking;
  private final ScheduledExecutorService timer;
  private final WatchedUsers watched;
  private final ShownDevices shown;
  private final PresenceSight sight;
  private volatile boolean closed;

  /**
   * Begins.
   *
   * @param blocking runs what asks Redis
   * @param timer runs what must wait, for moments only
   */
  public PresenceDesk(
      Presences presences,
      RoomMembers members,
      Authority authority,
      Executor blocking,
      ScheduledExecutorService timer) {
    this.presences = presences;
    this.blocking = blocking;
    this.timer = timer;
    this.watched = new WatchedUsers(presences);
    this.shown = new ShownDevices(presences, watched::noticed, System::nanoTime);
    this.sight = new PresenceSight(members, authority, blocking);
    schedule();
  }

  private void schedule() {
    if (!closed) {
      var unused =
          timer.schedule(
              () -> Asking.give(blocking, this::lookAround, full -> schedule()),
              EVERY.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private void lookAround() {
    try {
      shown.write();
      watched.look();
    } catch (RuntimeException bug) {
      LOG.error("Who is there could not be looked at", bug);
    } finally {
      schedule();
    }
  }

  /** The devices of this node. */
  public ShownDevices devices() {
    return shown;
  }

  /** The users who are watched on this node. */
  public WatchedUsers watched() {
    return watched;
  }

  /**
   * Whom of them the caller may see: everybody themselves, and who is a member of the same room.
   *
   * @return ends on any thread, with a failure where the store does not answer
   */
  public CompletableFuture<Set<UserName>> seenBy(Caller caller, Collection<UserName> users) {
    return sight.seenBy(caller, users);
  }

  /**
   * How the caller sees users; those whom the caller may not see as {@link Presence#UNKNOWN}.
   *
   * @return ends on any thread, with a failure where the store does not answer
   */
  public CompletableFuture<Map<UserName, Presence>> of(Caller caller, Collection<UserName> users) {
    return seenBy(caller, users)
        .thenCompose(
            seen ->
                Asking.on(
                    blocking,
                    () -> seen.isEmpty() ? Map.<UserName, Presence>of() : presences.seen(seen)))
        .thenApply(
            known -> {
              Map<UserName, Presence> all = new HashMap<>();
              users.forEach(user -> all.put(user, known.getOrDefault(user, Presence.UNKNOWN)));
              return all;
            });
  }

  /**
   * Shows a user for a minute who has no stream to be seen by.
   *
   * @param word a word for the user's device, the same each time
   * @return ends with how the user is seen then, on any thread
   */
  public CompletableFuture<Presence> say(UserName user, String word, PresenceState state) {
    return Asking.on(
        blocking,
        () -> {
          Map<UserName, Presence> seen =
              presences.show(Map.of(user, Map.of(word, Optional.of(state))), SAID);
          watched.noticed(seen);
          return seen.getOrDefault(user, Presence.UNKNOWN);
        });
  }

  /** Looks no more. What the store was told lapses by itself. */
  @Override
  public void close() {
    closed = true;
  }
}
