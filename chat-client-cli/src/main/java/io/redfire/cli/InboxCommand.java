package io.redfire.cli;

import io.redfire.chat.v1.InboxRoom;
import io.redfire.client.RoomClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire inbox}: one's rooms, and what is unread there. */
@Command(
    name = "inbox",
    description =
        "Prints your rooms, newest first, one a line: name, unread messages, '@' and how many of"
            + " them mention you, the last message.")
final class InboxCommand implements Callable<Integer> {
  private final World world;
  private final PeopleLines lines = new PeopleLines();

  @Mixin private CallerOptions caller;

  @Option(
      names = "--json",
      description =
          "Print one JSON object a line: room, title, role, last_seq, read_seq, unread, mentioned,"
              + " mention_count, last_message.")
  private boolean json;

  InboxCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (RoomClient rooms = caller.rooms(world)) {
      List<InboxRoom> inbox = rooms.inbox();
      if (json) {
        inbox.forEach(room -> world.out().line(lines.inbox(room)));
      } else {
        new InboxTable(inbox).lines().forEach(world.out()::line);
      }
    }
    return ExitCode.DONE;
  }
}
