package io.redfire.server.presence;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Presence;
import io.redfire.core.member.PresenceState;
import io.redfire.core.member.Presences;
import io.redfire.core.member.RoomMembers;
import io.redfire.server.right.Authority;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/** Nobody is there, whatever they show. Any thread. */
public final class NobodyThere implements Presences {
  private NobodyThere() {}

  /** A desk that knows of nobody. */
  public static PresenceDesk desk(RoomMembers members, Authority authority) {
    return new PresenceDesk(
        new NobodyThere(),
        members,
        authority,
        Runnable::run,
        Executors.newSingleThreadScheduledExecutor(
            new ThreadFactoryBuilder().setDaemon(true).build()));
  }

  @Override
  public Map<UserName, Presence> show(
      Map<UserName, Map<String, Optional<PresenceState>>> devices, Duration good) {
    return Map.of();
  }

  @Override
  public Map<UserName, Presence> seen(Collection<UserName> users) {
    return Map.of();
  }

  @Override
  public void close() {}
}
