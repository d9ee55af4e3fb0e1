package io.redfire.cli;

import io.redfire.chat.v1.Accepted;
import io.redfire.client.MessageClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire react}: an emoji for a message. */
@Command(
    name = "react",
    description =
        "Reacts to a message with an emoji, or takes that back, and prints the seq of the reaction."
            + " Where it is so already, that of the message.")
final class ReactCommand implements Callable<Integer> {
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

  @Parameters(
      index = "2",
      paramLabel = "EMOJI",
      converter = EmojiNames.class,
      description = "The emoji, or its name such as :thumbs_up:.")
  private String emoji;

  @Option(names = "--remove", description = "Take your reaction back.")
  private boolean remove;

  ReactCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (MessageClient messages = caller.messages(world)) {
      Accepted accepted =
          remove
              ? messages.unreact(message.in(room), emoji)
              : messages.react(message.in(room), emoji);
      form.print(accepted, world);
    }
    return ExitCode.DONE;
  }
}
