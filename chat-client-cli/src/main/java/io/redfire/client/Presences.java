package io.redfire.client;

import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.PresenceSetting;
import io.redfire.chat.v1.PresenceState;
import io.redfire.chat.v1.PresenceWatch;
import java.time.Duration;
import java.util.Set;

/**
 * How the user wants to be seen, and whom to see: said on each connection anew. Used on the
 * client's own thread only.
 */
final class Presences {
  private PresenceState shown = PresenceState.PRESENCE_STATE_UNSPECIFIED;
  private Set<String> watched = Set.of();
  private long watchRequest;

  void show(PresenceState state) {
    shown = state;
  }

  void watch(Set<String> users) {
    watched = users;
  }

  /** Says how the user wants to be seen, where that is not what a server takes it for anyway. */
  void sayShown(Link to) {
    if (shown != PresenceState.PRESENCE_STATE_UNSPECIFIED) {
      var unused =
          to.say(
              ConnectRequest.newBuilder()
                  .setSetPresence(PresenceSetting.newBuilder().setState(shown)));
    }
  }

  /** Says whom to see. */
  void sayWatched(Link to) {
    watchRequest =
        to.say(
            ConnectRequest.newBuilder()
                .setWatchPresence(PresenceWatch.newBuilder().addAllUsers(watched)));
  }

  /** All of it, on a connection that has just been welcomed. */
  void sayAll(Link to) {
    watchRequest = 0;
    sayShown(to);
    if (!watched.isEmpty()) {
      sayWatched(to);
    }
  }

  /** Whether that is a refusal to show the others only for now, so that it is to be asked again. */
  boolean isToBeAskedAgain(long request, ChatException why) {
    return request != 0 && request == watchRequest && why.retryAfter().isPresent();
  }

  /** After how long. */
  static Duration pause(ChatException why) {
    return why.retryAfter().orElse(Duration.ofSeconds(1));
  }
}
