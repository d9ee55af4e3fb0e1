package io.redfire.server.session;

import io.redfire.chat.v1.PresenceSetting;
import io.redfire.chat.v1.PresenceWatch;
import io.redfire.core.account.Scope;
import io.redfire.core.log.UserName;
import io.redfire.server.presence.PresenceDesk;
import io.redfire.server.presence.ShownDevice;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Credentials;
import io.redfire.server.right.Verdict;
import io.redfire.server.wire.Requests;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a stream does about who is there: it shows its user, and tells of others. Belongs to its
 * session's loop.
 */
final class PresenceFrames {
  private final Session session;
  private final PresenceDesk desk;
  private final Admission admission;
  private final Credentials credentials;
  private final PresenceFeed feed;
  private @Nullable ShownDevice device;
  private long wishes;

  PresenceFrames(Session session, Services services, Credentials credentials) {
    this.session = session;
    this.desk = services.presence();
    this.admission = services.admission();
    this.credentials = credentials;
    this.feed = new PresenceFeed(session, desk);
  }

  /** It is known who calls. Whoever has an account is there from now on. */
  void start() {
    if (session.caller() instanceof Caller.SignedIn caller) {
      UserName user = caller.identity().account().user();
      ShownDevice shown = desk.devices().add(user, session.word());
      session.attach(shown::close);
      device = shown;
    }
  }

  /**
   * Shows the user otherwise.
   *
   * @throws io.redfire.server.wire.Problem where the caller may not
   */
  void show(PresenceSetting wish) {
    Verdict.demandAccount(session.caller(), Scope.WRITE);
    var state = Requests.presence(wish.getState());
    ShownDevice shown = device;
    if (shown != null) {
      shown.show(state);
    }
  }

  /**
   * Tells of these users from now on.
   *
   * @return ends with null, or with why not
   * @throws io.redfire.server.wire.Problem where the caller may not, or the request makes no sense
   */
  CompletableFuture<?> watch(PresenceWatch wish) {
    Verdict.demandAccount(session.caller(), Scope.READ);
    Set<UserName> users = Requests.watched(wish.getUsersList());
    long number = ++wishes;
    return admission
        .page(session.caller(), credentials)
        .thenAccept(
            admitted ->
                session.run(
                    () -> {
                      // The newest wish is the one that counts, whichever is let in first.
                      if (number == wishes) {
                        feed.watch(users);
                      }
                    }));
  }
}
