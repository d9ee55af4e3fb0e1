package io.redfire.cli;

import io.redfire.client.AccountClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire profile}: how one is shown to people. */
@Command(
    name = "profile",
    description = "Changes how you are shown to people, and prints your account as it then is.")
final class ProfileCommand implements Callable<Integer> {
  private final World world;
  private final PeopleLines lines = new PeopleLines();

  @Mixin private CallerOptions caller;

  @Option(
      names = "--display-name",
      paramLabel = "TEXT",
      required = true,
      description = "How you are shown; '' for by your name only.")
  private String displayName;

  @Option(
      names = "--json",
      description = "Print a JSON object: user, guest, display_name, admin, disabled, created_at.")
  private boolean json;

  ProfileCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (AccountClient account = caller.account(world)) {
      world.out().line(lines.account(account.displayName(displayName), json));
    }
    return ExitCode.DONE;
  }
}
