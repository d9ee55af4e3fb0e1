package io.redfire.server.presence;

import io.redfire.core.log.LogException;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Presence;
import io.redfire.core.member.Presences;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users whom somebody on this node wants to see, each of whom is looked at again and again,
 * once for all. Thread-safe; its lock is held for moments, never over the store or a watcher.
 *
 * <p>Whoever watches is only told that something changed, and asks: so there is no queue, and a
 * change that is over before anybody asks is nobody's business.
 */
public final class WatchedUsers {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedUsers.class);

  /** As many are looked at each time; of more users a part, so that each has its turn soon. */
  private static final int MOST_AT_ONCE = 1000;

  /** After so many looks everyone was looked at, however many they are. */
  private static final int MOST_LOOKS = 5;

  private final Presences presences;
  private final Map<UserName, Watched> users = new LinkedHashMap<>();

  WatchedUsers(Presences presences) {
    this.presences = presences;
  }

  /**
   * Begins to watch users.
   *
   * @param changed hears, on any thread and where it must return at once, that some of them may be
   *     seen otherwise than before
   */
  public UserWatch watch(Set<UserName> names, Runnable changed) {
    UserWatch watch = new UserWatch(this, names, changed);
    synchronized (this) {
      watch
          .users()
          .forEach(user -> users.computeIfAbsent(user, one -> new Watched()).watches.add(watch));
    }
    return watch;
  }

  synchronized void remove(UserWatch watch) {
    for (UserName user : watch.users()) {
      Watched watched = users.get(user);
      if (watched != null && watched.watches.remove(watch) && watched.watches.isEmpty()) {
        users.remove(user);
      }
    }
  }

  synchronized Map<UserName, Presence> known(Set<UserName> names) {
    Map<UserName, Presence> known = new HashMap<>();
    for (UserName user : names) {
      Watched watched = users.get(user);
      Presence presence = watched == null ? null : watched.known;
      if (presence != null) {
        known.put(user, presence);
      }
    }
    return known;
  }

  /** Looks at those whose turn it is. Blocks on the store. */
  void look() {
    List<UserName> next = next();
    if (!next.isEmpty()) {
      try {
        noticed(presences.seen(next));
      } catch (LogException failure) {
        LOG.warn("Whoever watches users waits for the store: {}", failure.getMessage());
      }
    }
  }

  private synchronized List<UserName> next() {
    int many = Math.max(MOST_AT_ONCE, users.size() / MOST_LOOKS + 1);
    List<UserName> next = new ArrayList<>(users.keySet());
    next = next.subList(0, Math.min(many, next.size()));
    for (UserName user : next) {
      Watched watched = users.remove(user);
      if (watched != null) {
        users.put(user, watched);
      }
    }
    return next;
  }

  /** Users are seen so, whether anybody watches them or not. */
  void noticed(Map<UserName, Presence> seen) {
    changed(seen).forEach(UserWatch::ring);
  }

  private synchronized Set<UserWatch> changed(Map<UserName, Presence> seen) {
    Set<UserWatch> concerned = new HashSet<>();
    seen.forEach(
        (user, presence) -> {
          Watched watched = users.get(user);
          if (watched != null && !presence.equals(watched.known)) {
            watched.known = presence;
            concerned.addAll(watched.watches);
          }
        });
    return concerned;
  }

  /** A user, who watches, and how the user was seen last. Guarded by the lock of all. */
  private static final class Watched {
    final Set<UserWatch> watches = new HashSet<>();
    @Nullable Presence known;
  }
}
