package io.redfire.cli;

import io.redfire.client.RoomClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code redfire dm}: talk with one other user. */
@Command(
    name = "dm",
    description =
        "Talk with one other user, in a room of the two of you that is made if need be. Ends as"
            + " 'redfire chat' does.")
final class DmCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;
  @Mixin private TalkOptions talk;

  @Parameters(
      paramLabel = "USER",
      converter = Names.class,
      description = "The other user, who has an account.")
  private String user;

  DmCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    String room;
    try (RoomClient rooms = caller.rooms(world)) {
      room = rooms.openDirect(user).getName();
    }
    return talk.run(world, caller, room);
  }
}
