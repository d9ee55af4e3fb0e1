package io.redfire.system;

import io.grpc.Channel;
import java.util.Optional;

/**
 * Somebody who calls.
 *
 * @param user the name; empty where it is not known, or there is none
 * @param token empty for a guest
 * @param isLetIn whether the token is good
 */
record Who(String user, Optional<String> token, boolean isLetIn) {
  /** Somebody without a token, who may have a name. */
  static Who guest(String name) {
    return new Who(name, Optional.empty(), true);
  }

  /** Somebody who shows a good token. */
  static Who signedIn(String user, String token) {
    return new Who(user, Optional.of(token), true);
  }

  /** Somebody who shows a token that is good no more, or never was. */
  static Who turnedAway(String token) {
    return new Who("", Optional.of(token), false);
  }

  /** The name to be told in requests. */
  String told() {
    return token.isPresent() ? "" : user;
  }

  /** The node as this caller reaches it. */
  Channel at(TestNode node) {
    return token.map(text -> new SignedIn(user, text).at(node)).orElseGet(node::channel);
  }
}
