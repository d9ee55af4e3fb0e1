package io.redfire.server.right;

import io.redfire.core.account.Identity;
import io.redfire.core.account.Scope;
import io.redfire.core.log.UserName;
import java.util.Optional;

/** Who calls, as far as it was shown. Immutable. */
public sealed interface Caller {
  /** The name; empty for a guest who gave none, who can only read. */
  Optional<UserName> user();

  /** Whether the caller's token is good for that. */
  boolean has(Scope scope);

  /** Someone without an account. */
  record Guest(Optional<UserName> user) implements Caller {
    @Override
    public boolean has(Scope scope) {
      return scope == Scope.READ || scope == Scope.WRITE;
    }
  }

  /** Someone who showed a token of an account. */
  record SignedIn(Identity identity) implements Caller {
    @Override
    public Optional<UserName> user() {
      return Optional.of(identity.account().user());
    }

    @Override
    public boolean has(Scope scope) {
      return identity.session().scopes().contains(scope)
          && (scope != Scope.ADMIN || identity.account().admin());
    }
  }
}
