package io.redfire.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says who calls, by a token. For one command. */
final class TokenOptions {
  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Who calls, by the token in this file, which only its owner can read. It goes before the"
              + " token in the variable REDFIRE_TOKEN, and that before a login.")
  private @Nullable Path file;

  /** The token of the file, or of the variable. */
  Optional<String> given(World world) {
    if (file != null) {
      return Optional.of(new PasswordFile("--token-file", file, "token").read());
    }
    String variable = world.environment().getOrDefault("REDFIRE_TOKEN", "");
    return variable.isEmpty() ? Optional.empty() : Optional.of(variable);
  }
}
