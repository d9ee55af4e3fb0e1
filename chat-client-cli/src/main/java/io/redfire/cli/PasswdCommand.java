package io.redfire.cli;

import io.redfire.client.AccountClient;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire passwd}: another password. */
@Command(
    name = "passwd",
    description =
        "Sets another password, which ends all your other sessions, but no API tokens. The old and"
            + " the new password are asked for.")
final class PasswdCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Take the old password from this file, which only its owner can read.")
  private @Nullable Path oldFile;

  @Option(
      names = "--new-password-file",
      paramLabel = "FILE",
      description = "Take the new password from this file, which only its owner can read.")
  private @Nullable Path newFile;

  @Option(
      names = "--password-stdin",
      description = "Take the old and the new password from two lines of standard input.")
  private boolean stdin;

  PasswdCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    if ((oldFile == null) != (newFile == null) || (stdin && oldFile != null)) {
      throw new Failure(
          ExitCode.USAGE,
          "where do both passwords come from? (expected: --password-file with"
              + " --new-password-file, or --password-stdin, or none of them)");
    }
    try (AccountClient account = caller.account(world)) {
      if (oldFile != null && newFile != null) {
        account.changePassword(
            new PasswordFile("--password-file", oldFile).read(),
            new PasswordFile("--new-password-file", newFile).read());
      } else if (stdin) {
        Utf8Input input = new Utf8Input(world.in());
        account.changePassword(PasswordOptions.line(input, 1), PasswordOptions.line(input, 2));
      } else {
        String old = PasswordOptions.ask(world, "Old password: ");
        account.changePassword(old, new PasswordOptions().fresh(world, "New password: "));
      }
    }
    return ExitCode.DONE;
  }
}
