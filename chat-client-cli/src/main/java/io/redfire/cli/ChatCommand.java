package io.redfire.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code redfire chat}: talk, and see what others say. */
@Command(
    name = "chat",
    description =
        "Talk in a room. Type a line and Enter to say it; /NAME TEXT runs a command of the room,"
            + " see 'redfire command'; /quit or Ctrl-D ends, so does Ctrl-C (exit code 130).")
final class ChatCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CommonOptions common;
  @Mixin private TalkOptions talk;

  ChatCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return talk.run(world, common.caller(), common.room());
  }
}
