package io.redfire.server.admin;

import io.grpc.Context;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Scope;
import io.redfire.core.log.UserName;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Callers;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;

/**
 * The administrator who makes a call. Thread-safe.
 *
 * <p>There is none but by {@link AdminGate}, so whoever holds one need not ask again.
 */
final class Admin {
  static final Context.Key<Admin> KEY = Context.key("admin");

  private final Caller.SignedIn caller;
  private final Callers callers;

  private Admin(Caller.SignedIn caller, Callers callers) {
    this.caller = caller;
    this.callers = callers;
  }

  /** The one of the call on whose thread this is asked. */
  static Admin current() {
    Admin admin = KEY.get();
    if (admin == null) {
      throw new IllegalStateException("a call that did not come through the gate");
    }
    return admin;
  }

  /**
   * The administrator that a caller is.
   *
   * @throws Problem where it is none
   */
  static Admin of(Caller caller, Callers callers) {
    if (!(caller instanceof Caller.SignedIn known)) {
      throw Problem.of(
          Reason.LOGIN_REQUIRED, "guests run no server (expected: an administrator's token)");
    }
    if (!known.identity().session().scopes().contains(Scope.ADMIN)) {
      throw Problem.of(
              Reason.SCOPE_MISSING, "the token is not good for SCOPE_ADMIN (expected: one that is)")
          .with("scope", "SCOPE_ADMIN");
    }
    if (!known.identity().account().admin()) {
      throw Problem.of(Reason.NOT_ADMIN, "the account is not an administrator's");
    }
    return new Admin(known, callers);
  }

  /** The name. */
  UserName user() {
    return caller.identity().account().user();
  }

  /** The session that was shown. */
  AccountSession session() {
    return caller.identity().session();
  }

  /** Who it is, for whoever asks what it may do in a room. */
  Caller.SignedIn caller() {
    return caller;
  }

  /**
   * Looks whether it still is one, in a call that takes long; blocks on Redis.
   *
   * @throws Problem where not
   */
  void verify() {
    var unused = of(callers.reverify(caller).join(), callers);
  }
}
