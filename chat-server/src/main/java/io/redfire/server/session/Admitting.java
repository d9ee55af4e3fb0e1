package io.redfire.server.session;

import io.redfire.core.account.Scope;
import io.redfire.core.log.UserName;
import io.redfire.server.limit.Quota;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Credentials;
import io.redfire.server.right.Verdict;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds out whose stream it is, and has the stream end when its caller is not let in any more.
 * Belongs to its session's loop.
 */
final class Admitting {
  private final Session session;
  private final Services services;
  private final InstantSource clock;

  Admitting(Session session, Services services) {
    this.session = session;
    this.services = services;
    this.clock = services.requests()::now;
  }

  /**
   * Lets the caller in, or ends the stream.
   *
   * @param named whom the request names; may be empty
   * @param inbox whether the caller wants to hear of the inbox
   * @param news also hears what the caller's own room tells
   * @param admitted what is to happen then
   */
  void admit(
      Credentials credentials,
      String named,
      boolean inbox,
      OwnNews news,
      Consumer<UserName> admitted) {
    session.await(
        services.callers().identify(credentials, named),
        caller -> {
          try {
            UserName user = caller.user().orElseGet(() -> Requests.user(named));
            if (inbox) {
              mayHearInbox(caller);
            }
            count(user);
            session.admit(caller);
            watch(caller, user, inbox, news);
            admitted.accept(user);
          } catch (Problem problem) {
            session.fail(problem);
          }
        },
        failure -> session.fail(Problem.from(failure)));
  }

  private void count(UserName user) {
    Optional<Quota.Lease> place = services.streams().acquire(user);
    if (place.isEmpty()) {
      throw Problem.of(
          Reason.TOO_MANY_STREAMS,
          "'" + user + "' has as many streams open as a user may (expected: one less)");
    }
    session.attach(place.get()::close);
  }

  /** Guests have none, which is no reason to refuse them. */
  private static void mayHearInbox(Caller caller) {
    if (caller instanceof Caller.SignedIn && !caller.has(Scope.READ)) {
      throw Verdict.scopeMissing(Scope.READ);
    }
  }

  private void watch(Caller caller, UserName user, boolean inbox, OwnNews news) {
    CallerCheck check = new CallerCheck(session, services.callers(), clock);
    check.start();
    if (caller instanceof Caller.SignedIn) {
      OwnNews all = inbox ? feed(user).and(news) : news;
      new CallerWatch(session, services.rooms(), user, check, all).start();
    }
  }

  /** Tells the inbox. */
  private OwnNews feed(UserName user) {
    InboxFeed feed =
        new InboxFeed(
            session, services.rooms(), services.members(), services.blocking(), clock, user);
    feed.start();
    return feed;
  }
}
