package io.redfire.cli;

import java.io.IOException;
import picocli.CommandLine.Option;

/** The options of those commands that talk, and the talk itself. For one command. */
final class TalkOptions {
  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      defaultValue = "20",
      description = "Begin with the newest N entries. Default: 20.")
  private int last;

  @Option(
      names = "--plain",
      description =
          "Show texts as they were written, without their formatting; so does the variable"
              + " NO_COLOR.")
  private boolean plain;

  /** Talks in a room until its end; returns the exit code. */
  int run(World world, CallerOptions caller, String room) throws IOException, InterruptedException {
    if (last < 0) {
      throw new Failure(ExitCode.USAGE, "--last: " + last + " (expected: 0 or more)");
    }
    try (Keyboard keyboard =
        world.interactive() ? new TerminalKeyboard() : new PipedKeyboard(world)) {
      return new Talk(world, keyboard, TextForm.of(world, plain), room).run(caller, last);
    }
  }
}
