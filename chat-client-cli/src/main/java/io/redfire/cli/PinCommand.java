package io.redfire.cli;

import io.redfire.chat.v1.Accepted;
import io.redfire.client.MessageClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire pin}: keeps a message where everyone finds it. */
@Command(
    name = "pin",
    description =
        "Pins a message for all who read the room, or ends that, and prints the seq of the pin."
            + " Where it is so already, that of the message.")
final class PinCommand implements Callable<Integer> {
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
      converter = NamedSeqs.class,
      description = "Where the message stands, as 'redfire tail' prints it; or SEQ:TAG.")
  private NamedSeq message;

  @Option(names = "--remove", description = "Pin it no more.")
  private boolean remove;

  PinCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (MessageClient messages = caller.messages(world)) {
      Accepted accepted =
          remove ? messages.unpin(message.in(room)) : messages.pin(message.in(room));
      form.print(accepted, world);
    }
    return ExitCode.DONE;
  }
}
