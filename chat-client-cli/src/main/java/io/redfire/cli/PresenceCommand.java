package io.redfire.cli;

import io.redfire.chat.v1.PresenceState;
import io.redfire.client.RoomClient;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire presence}: who is there. */
@Command(
    name = "presence",
    description =
        "Prints whether users are online, away or offline, and since when, one a line. You see who"
            + " is a member of a room of yours; all others are offline to you.")
final class PresenceCommand implements Callable<Integer> {
  private final World world;
  private final PeopleLines lines = new PeopleLines();

  @Mixin private CallerOptions caller;

  @Parameters(arity = "0..*", paramLabel = "USER", description = "The users, at most 256.")
  private List<String> users = List.of();

  @Option(
      names = "--show",
      paramLabel = "STATE",
      description = "First show yourself for a minute as online, away or offline.")
  private @Nullable String show;

  @Option(names = "--json", description = "Print one JSON object a line: user, state, since.")
  private boolean json;

  PresenceCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    if (show == null && users.isEmpty()) {
      throw new Failure(ExitCode.USAGE, "USER: none (expected: at least one, or --show)");
    }
    PresenceState wanted = show == null ? null : state(show);
    try (RoomClient rooms = caller.rooms(world)) {
      if (wanted != null) {
        var self = rooms.show(wanted);
        if (users.isEmpty()) {
          world.out().line(lines.presence(self, json));
        }
      }
      if (!users.isEmpty()) {
        rooms.presence(users).forEach(one -> world.out().line(lines.presence(one, json)));
      }
    }
    return ExitCode.DONE;
  }

  private static PresenceState state(String word) {
    return switch (word) {
      case "online" -> PresenceState.PRESENCE_STATE_ONLINE;
      case "away" -> PresenceState.PRESENCE_STATE_AWAY;
      case "offline" -> PresenceState.PRESENCE_STATE_OFFLINE;
      default ->
          throw new Failure(
              ExitCode.USAGE, "--show: '" + word + "' (expected: online, away or offline)");
    };
  }
}
