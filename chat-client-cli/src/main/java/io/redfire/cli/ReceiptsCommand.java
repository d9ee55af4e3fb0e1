package io.redfire.cli;

import io.redfire.chat.v1.ListReceiptsRequest;
import io.redfire.chat.v1.ListReceiptsResponse;
import io.redfire.client.RoomClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire receipts}: how far the others have read. */
@Command(
    name = "receipts",
    description =
        "Prints how far each member of a room has read, one a line: name, the seq up to which it"
            + " was read, the seq up to which it reached a device.")
final class ReceiptsCommand implements Callable<Integer> {
  private static final int PAGE = 200;

  private final World world;
  private final PeopleLines lines = new PeopleLines();

  @Mixin private CallerOptions caller;

  @Parameters(
      index = "0",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      description = "The room.")
  private String room;

  @Option(
      names = "--json",
      description = "Print one JSON object a line: room, user, delivered_seq, read_seq.")
  private boolean json;

  ReceiptsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (RoomClient rooms = caller.rooms(world)) {
      String token = "";
      do {
        ListReceiptsResponse page =
            rooms.receipts(
                ListReceiptsRequest.newBuilder()
                    .setRoom(room)
                    .setPageSize(PAGE)
                    .setPageToken(token)
                    .build());
        page.getReceiptsList().forEach(receipt -> world.out().line(lines.receipt(receipt, json)));
        token = page.getNextPageToken();
      } while (!token.isEmpty());
    }
    return ExitCode.DONE;
  }
}
