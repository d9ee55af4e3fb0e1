package io.redfire.cli;

import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.ListRoomsResponse;
import io.redfire.chat.v1.Room;
import io.redfire.client.ChatQueries;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire rooms}: the rooms that there are. */
@Command(
    name = "rooms",
    description =
        "Prints the rooms that you may know of, one a line: its name, the seq of its newest entry,"
            + " and its title.")
final class RoomsCommand implements Callable<Integer> {
  private final World world;
  private final JsonLines lines = new JsonLines();

  @Mixin private CallerOptions caller;

  @Option(
      names = "--search",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Only rooms whose name or title holds this.")
  private String search;

  @Option(
      names = "--json",
      description =
          "Print one JSON object a line: room, first_seq, last_seq, last_tag, kind, title, …")
  private boolean json;

  RoomsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (ChatQueries queries = caller.queries(world)) {
      String token = "";
      do {
        ListRoomsResponse page =
            queries.listRooms(
                ListRoomsRequest.newBuilder()
                    .setPageSize(500)
                    .setQuery(search)
                    .setPageToken(token)
                    .build());
        page.getRoomsList().forEach(this::print);
        token = page.getNextPageToken();
      } while (!token.isEmpty());
    }
    return ExitCode.DONE;
  }

  private void print(Room room) {
    world.out().line(json ? lines.room(room) : RoomWords.line(room));
  }
}
