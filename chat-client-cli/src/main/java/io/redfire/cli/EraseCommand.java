package io.redfire.cli;

import io.redfire.chat.v1.Accepted;
import io.redfire.client.MessageClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code redfire erase}: takes away the words of a message. */
@Command(
    name = "erase",
    description =
        "Takes away the words of a message of your own, or in a room that you moderate, and prints"
            + " the seq of the erasure.")
final class EraseCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;
  @Mixin private AcceptedForm form;

  @Parameters(
      index = "0",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      description = "The room.")
  private String room;

  @Parameters(
      index = "1",
      paramLabel = "SEQ",
      converter = Seqs.class,
      description = "Where the message stands, as 'redfire tail' prints it.")
  private long seq;

  EraseCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (MessageClient messages = caller.messages(world)) {
      Accepted accepted = messages.erase(room, seq);
      form.print(accepted, world);
    }
    return ExitCode.DONE;
  }
}
