package io.redfire.server.presence;

import io.redfire.core.log.UserName;
import io.redfire.core.member.Presence;
import java.util.Map;
import java.util.Set;

/** Somebody's interest in some users. Thread-safe. */
public final class UserWatch implements AutoCloseable {
  private final WatchedUsers all;
  private final Set<UserName> users;
  private final Runnable changed;

  UserWatch(WatchedUsers all, Set<UserName> users, Runnable changed) {
    this.all = all;
    this.users = Set.copyOf(users);
    this.changed = changed;
  }

  Set<UserName> users() {
    return users;
  }

  void ring() {
    changed.run();
  }

  /** How they are seen; without those who were not looked at yet. */
  public Map<UserName, Presence> known() {
    return all.known(users);
  }

  @Override
  public void close() {
    all.remove(this);
  }
}
