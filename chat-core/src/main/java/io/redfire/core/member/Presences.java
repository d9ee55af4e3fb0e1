package io.redfire.core.member;

import io.redfire.core.log.UserName;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Who is there. Thread-safe; every method blocks until the store has answered and throws {@link
 * io.redfire.core.log.LogException} where it does not.
 *
 * <p>A user has devices, each under a word of its own, and is online where one of them is, away
 * where one is away and none online. What a device shows is good for a while and then lapses by
 * itself, so that nobody has to clear up after a node that died.
 */
public interface Presences extends AutoCloseable {
  /**
   * Notes what devices show.
   *
   * @param devices by user and word; empty for a device that is gone. {@link PresenceState#OFFLINE}
   *     is shown by one that is not to be seen
   * @param good for how long, unless it is noted again
   * @return how the users are seen then; those that cannot be noted now are left out
   */
  Map<UserName, Presence> show(
      Map<UserName, Map<String, Optional<PresenceState>>> devices, Duration good);

  /** How users are seen; those that cannot be asked about now are left out. */
  Map<UserName, Presence> seen(Collection<UserName> users);

  @Override
  void close();
}
