package io.redfire.cli;

import io.redfire.client.AccountClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code redfire sessions}: where one is logged in, and the tokens that one made.
 *
 * <p>Its commands name the help options themselves: picocli counts them among the parameters of a
 * method, and takes them for the first.
 */
@Command(
    name = "sessions",
    description =
        "Prints your sessions and API tokens, newest first, one a line: id, when it ends, what it"
            + " is good for, its name; '*' marks this one.")
final class SessionsCommand implements Callable<Integer> {
  private final World world;
  private final PeopleLines lines = new PeopleLines();

  @Mixin private CallerOptions caller;

  @Option(
      names = "--json",
      description =
          "Print one JSON object a line: session, name, created_at, expires_at, token, scopes,"
              + " current.")
  private boolean json;

  SessionsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return list(caller, json);
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description = "The same as without a command.")
  int list(
      @Mixin CallerOptions who,
      @Option(names = "--json", description = "Print one JSON object a line.") boolean asJson) {
    try (AccountClient account = who.account(world)) {
      account.sessions().forEach(session -> world.out().line(lines.session(session, asJson)));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "revoke",
      description = "Ends a session or API token. What is connected with it ends within a second.")
  int revoke(
      @Mixin CallerOptions who,
      @Parameters(paramLabel = "ID", description = "Its id, as 'redfire sessions' prints it.")
          String id) {
    try (AccountClient account = who.account(world)) {
      account.revoke(id);
    }
    return ExitCode.DONE;
  }
}
