package io.redfire.cli;

import io.redfire.chat.v1.ImportRoomResponse;
import io.redfire.client.AdminClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code redfire admin import}: a room out of lines of JSON. */
@Command(
    name = "import",
    description =
        "Makes a room out of what 'redfire admin export' wrote, read from standard input, and"
            + " prints how many entries it holds. The room must be empty.")
final class AdminImportCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;

  @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
  private String room;

  AdminImportCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (AdminClient admin = caller.admin(world)) {
      ImportRoomResponse made = admin.importRoom(room, new LinePieces(new Utf8Input(world.in())));
      world.out().line(Long.toUnsignedString(made.getEntries()));
      if (made.getUsersWithoutAccountCount() > 0) {
        world.notes().say(strangers(made));
      }
      if (made.getMissingAttachments() != 0) {
        world
            .notes()
            .say(
                "attachments of messages whose bytes were not among the lines: "
                    + Long.toUnsignedString(made.getMissingAttachments())
                    + "; the messages name them, and nobody can download them");
      }
    }
    return ExitCode.DONE;
  }

  private static String strangers(ImportRoomResponse made) {
    String names = String.join(" ", made.getUsersWithoutAccountList());
    int more = made.getMoreUsersWithoutAccount();
    return "users of the room who have no account here: "
        + names
        + (more == 0 ? "" : " and " + Integer.toUnsignedString(more) + " more")
        + "; whoever registers such a name gets that part in the room";
  }
}
