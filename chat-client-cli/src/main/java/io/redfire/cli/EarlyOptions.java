package io.redfire.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Runs the last command that was named, and refuses options of those before it: they would be read
 * and then not count.
 */
final class EarlyOptions implements IExecutionStrategy {
  private final IExecutionStrategy last = new RunLast();

  @Override
  public int execute(ParseResult parsed) {
    ParseResult at = parsed;
    while (at.hasSubcommand()) {
      ParseResult next = at.subcommand();
      for (OptionSpec option : at.matchedOptions()) {
        if (!option.usageHelp() && !option.versionHelp()) {
          CommandLine command = next.commandSpec().commandLine();
          throw new CommandLine.ParameterException(
              command,
              option.longestName()
                  + " stands before '"
                  + next.commandSpec().name()
                  + "', where it does not count (expected: behind it)");
        }
      }
      at = next;
    }
    return last.execute(parsed);
  }
}
