package io.redfire.cli;

import io.redfire.chat.v1.Accepted;
import io.redfire.client.MessageClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code redfire edit}: new words for a message of one's own. */
@Command(
    name = "edit",
    description =
        "Gives a message of your own new words, and prints the seq of the edit. The old words are"
            + " no longer kept.")
final class EditCommand implements Callable<Integer> {
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

  @Parameters(
      index = "2..*",
      arity = "1..*",
      paramLabel = "TEXT",
      description = "The new words, joined by spaces.")
  private List<String> words;

  EditCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (MessageClient messages = caller.messages(world)) {
      Accepted accepted = messages.edit(room, seq, String.join(" ", words));
      form.print(accepted, world);
    }
    return ExitCode.DONE;
  }
}
