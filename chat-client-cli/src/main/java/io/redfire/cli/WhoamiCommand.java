package io.redfire.cli;

import io.redfire.client.AccountClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire whoami}: who the server takes the caller for. */
@Command(
    name = "whoami",
    description = "Prints who you are to the server: your account, or your name as a guest.")
final class WhoamiCommand implements Callable<Integer> {
  private final World world;
  private final PeopleLines lines = new PeopleLines();

  @Mixin private CallerOptions caller;

  @Option(
      names = "--json",
      description = "Print a JSON object: user, guest, display_name, admin, disabled, created_at.")
  private boolean json;

  WhoamiCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    if (caller.token(world).isEmpty()) {
      String guest = caller.user(world);
      world.out().line(json ? lines.guest(guest) : guest + " (guest)");
      return ExitCode.DONE;
    }
    try (AccountClient account = caller.account(world)) {
      world.out().line(lines.account(account.account(), json));
    }
    return ExitCode.DONE;
  }
}
