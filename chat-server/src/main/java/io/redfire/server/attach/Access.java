package io.redfire.server.attach;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.right.Action;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Callers;
import io.redfire.server.right.Credentials;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Requests;
import io.redfire.server.wire.Waiting;

/**
 * Who makes one call, asked again and again while it lasts: so whoever is removed from a room, or
 * whose session ends, gets nothing more within a second. Blocks for moments, where what was known
 * is too old.
 */
final class Access {
  private final Callers callers;
  private final Authority authority;
  private final Credentials credentials;
  private final String named;

  /**
   * Of the call on whose thread it is made.
   *
   * @param named the user that the request names; may be empty
   */
  Access(Callers callers, Authority authority, Credentials credentials, String named) {
    this.callers = callers;
    this.authority = authority;
    this.credentials = credentials;
    this.named = named;
  }

  /** The caller; throws {@link Problem} where nobody is let in. */
  Caller caller() {
    return Waiting.on(callers.identify(credentials, named));
  }

  /** The caller's name; throws {@link Problem} where there is none. */
  UserName user() {
    return caller().user().orElseGet(() -> Requests.user(named));
  }

  /** Throws {@link Problem} where the caller may not do that. */
  Caller check(Action action, RoomName room) {
    Caller caller = caller();
    var unused = Waiting.on(authority.authorize(caller, action, room));
    return caller;
  }
}
