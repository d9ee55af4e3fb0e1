package io.redfire.server.session;

import io.redfire.chat.v1.Event;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Presence;
import io.redfire.server.presence.PresenceDesk;
import io.redfire.server.presence.UserWatch;
import io.redfire.server.wire.Events;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on a stream how the users whom it watches are seen: each once, then each that changes.
 *
 * <p>Belongs to its session's loop. There is no queue of news: where something changed it looks at
 * what is known by then, and only when the client has taken what was said before. Whether the
 * caller may see a user is asked anew each time that there is something to tell of that user.
 */
final class PresenceFeed {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceFeed.class);

  private final Session session;
  private final PresenceDesk desk;
  private final AtomicBoolean rung = new AtomicBoolean();
  private final Map<UserName, Presence> looked = new HashMap<>();
  private final Map<UserName, Presence> told = new HashMap<>();
  private @Nullable UserWatch watch;
  private boolean asking;
  private boolean waiting;

  PresenceFeed(Session session, PresenceDesk desk) {
    this.session = session;
    this.desk = desk;
    session.attach(this::close);
  }

  /** Watches these from now on, and no others. All are told anew. */
  void watch(Set<UserName> users) {
    close();
    looked.clear();
    told.clear();
    watch = desk.watched().watch(users, this::ring);
    ring();
  }

  private void close() {
    UserWatch before = watch;
    if (before != null) {
      before.close();
      watch = null;
    }
  }

  /** Something may have changed. Any thread. */
  private void ring() {
    if (rung.compareAndSet(false, true)) {
      session.run(
          () -> {
            rung.set(false);
            look();
          });
    }
  }

  private void look() {
    UserWatch now = watch;
    if (asking || waiting || now == null) {
      return;
    }
    Map<UserName, Presence> news = now.known();
    news.entrySet().removeIf(one -> one.getValue().equals(looked.get(one.getKey())));
    if (news.isEmpty()) {
      return;
    }
    if (!session.isIdle()) {
      lookLater();
      return;
    }
    asking = true;
    session.await(
        desk.seenBy(session.caller(), new HashSet<>(news.keySet())),
        seen -> {
          asking = false;
          if (now == watch) {
            news.forEach(
                (user, presence) -> {
                  looked.put(user, presence);
                  tell(user, seen.contains(user) ? presence : Presence.UNKNOWN);
                });
          }
          look();
        },
        failure -> {
          asking = false;
          LOG.warn("Whom a stream may see waits for the store: {}", failure.toString());
          lookLater();
        });
  }

  private void lookLater() {
    waiting = true;
    session.later(
        () -> {
          waiting = false;
          look();
        });
  }

  private void tell(UserName user, Presence presence) {
    if (!presence.equals(told.put(user, presence))) {
      session.tell(Event.newBuilder().setPresence(Events.presence(user, presence)).build());
    }
  }
}
