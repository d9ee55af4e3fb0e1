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
  private final JsonLines lines = new JsonLines();

  @Mixin private CallerOptions caller;

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

  @Option(names = "--json", description = "Print a JSON object, as 'redfire send' does.")
  private boolean json;

  PinCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (MessageClient messages = caller.messages(world)) {
      Accepted accepted =
          remove ? messages.unpin(message.in(room)) : messages.pin(message.in(room));
      world.out().line(json ? lines.accepted(accepted) : Long.toUnsignedString(accepted.getSeq()));
    }
    return ExitCode.DONE;
  }
}
