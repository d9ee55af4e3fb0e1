package io.redfire.cli;

import io.redfire.chat.v1.Accepted;
import picocli.CommandLine.Option;

/** How a command prints where what it sent stands: the seq, or a JSON object. */
final class AcceptedForm {
  private final JsonLines lines = new JsonLines();

  @Option(names = "--json", description = "Print a JSON object, as 'redfire send' does.")
  private boolean json;

  void print(Accepted accepted, World world) {
    world.out().line(json ? lines.accepted(accepted) : Long.toUnsignedString(accepted.getSeq()));
  }
}
