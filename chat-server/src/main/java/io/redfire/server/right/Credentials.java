package io.redfire.server.right;

import io.grpc.Context;
import io.redfire.core.rate.ClientAddress;
import java.util.Optional;

/**
 * What a call brings along to tell who calls, before anybody looked whether it is true. Immutable;
 * its text form shows no token.
 *
 * @param token as it came, without {@code Bearer}; empty for a guest
 * @param address where the call comes from; empty where that is not known
 */
public record Credentials(Optional<String> token, Optional<ClientAddress> address) {
  /** Those of a guest from nowhere. */
  public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty());

  static final Context.Key<Credentials> KEY = Context.keyWithDefault("credentials", NONE);

  /** Those of the call on whose thread this is asked. */
  public static Credentials current() {
    return KEY.get();
  }

  @Override
  public String toString() {
    return "Credentials[" + (token.isPresent() ? "a token" : "none") + " from " + address + "]";
  }
}
