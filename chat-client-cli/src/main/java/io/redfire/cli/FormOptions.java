package io.redfire.cli;

import picocli.CommandLine.Option;

/** The choice of the form in which entries are printed. For one command. */
final class FormOptions {
  @Option(
      names = "--json",
      description = "Print one JSON object a line: seq, tag, id, room, from, at, text, cursor.")
  private boolean json;

  @Option(
      names = "--text",
      description =
          "Print only the texts: exactly as sent into a file or pipe, made harmless on a terminal.")
  private boolean text;

  @Option(
      names = "--plain",
      description =
          "Show texts as they were written, without their formatting; so does the variable"
              + " NO_COLOR.")
  private boolean plain;

  /** How texts are shown. */
  TextForm words(World world) {
    return TextForm.of(world, plain);
  }

  EntryForm chosen() {
    if (json && text) {
      throw new Failure(ExitCode.USAGE, "--json and --text were both given (expected: one)");
    }
    return json ? EntryForm.JSON : text ? EntryForm.TEXT : EntryForm.PLAIN;
  }
}
