package io.redfire.cli;

import io.redfire.chat.v1.Accepted;
import io.redfire.client.MessageClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code redfire forward}: the words of a message for another room. */
@Command(
    name = "forward",
    description =
        "Sends the words and attachments of a message to another room, and prints the seq there."
            + " They stay those of whoever said them.")
final class ForwardCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;
  @Mixin private AcceptedForm form;

  @Parameters(
      index = "0",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      description = "The room where the message stands.")
  private String room;

  @Parameters(
      index = "1",
      paramLabel = "SEQ",
      converter = NamedSeqs.class,
      description = "Where it stands, as 'redfire tail' prints it; or SEQ:TAG.")
  private NamedSeq message;

  @Parameters(
      index = "2",
      paramLabel = "TO",
      converter = RoomNames.class,
      description = "The room that is to have it too.")
  private String to;

  ForwardCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (MessageClient messages = caller.messages(world)) {
      Accepted accepted = messages.forward(message.in(room), to);
      form.print(accepted, world);
    }
    return ExitCode.DONE;
  }
}
