package io.redfire.server.govern;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomState;
import io.redfire.server.right.Caller;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a room that its member uses noted for the member, where that was lost: with the node that was
 * to note it, or with what Redis had not yet written down. Thread-safe; never blocks.
 *
 * <p>It is one write of a few bytes for each member and room in {@link #AGAIN}, and only while they
 * use it.
 */
public final class UsedRooms {
  private static final Logger LOG = LoggerFactory.getLogger(UsedRooms.class);
  private static final Duration AGAIN = Duration.ofMinutes(10);
  private static final int MOST_REMEMBERED = 100_000;

  private final NotedRooms noted;
  private final Executor blocking;
  private final Cache<Use, Boolean> lately =
      CacheBuilder.newBuilder().expireAfterWrite(AGAIN).maximumSize(MOST_REMEMBERED).build();

  /**
   * Remembers no use yet.
   *
   * @param blocking runs what asks Redis
   */
  public UsedRooms(NotedRooms noted, Executor blocking) {
    this.noted = noted;
    this.blocking = blocking;
  }

  /**
   * A caller uses a room.
   *
   * @param state how the room stands, with the caller's part in it
   */
  public void used(Caller caller, RoomName room, RoomState state) {
    if (caller instanceof Caller.SignedIn signedIn && state.part().role().isPresent()) {
      Use use = new Use(signedIn.identity().account().user(), room);
      if (lately.asMap().putIfAbsent(use, true) == null) {
        blocking.execute(() -> mend(use));
      }
    }
  }

  private void mend(Use use) {
    try {
      noted.mend(use.room(), use.user());
    } catch (RuntimeException failure) {
      lately.invalidate(use);
      LOG.warn(
          "Whether room {} is noted for its member is not known: {}",
          use.room(),
          failure.toString());
    }
  }

  private record Use(UserName user, RoomName room) {}
}
