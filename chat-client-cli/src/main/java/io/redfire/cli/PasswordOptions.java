package io.redfire.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where a password comes from: typed at a terminal without being shown, else a file or standard
 * input. It is never an option's value, which every user of the machine could see. For one command.
 */
final class PasswordOptions {
  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Take the password from this file, which only its owner can read.")
  private @Nullable Path file;

  @Option(
      names = "--password-stdin",
      description = "Take the password from the first line of standard input.")
  private boolean stdin;

  /** A password that exists already. */
  String existing(World world, String question) {
    return given(world).orElseGet(() -> ask(world, question));
  }

  /** A new password, which is typed twice. */
  String fresh(World world, String question) {
    return given(world)
        .orElseGet(
            () -> {
              String first = ask(world, question);
              if (!ask(world, "Once more: ").equals(first)) {
                throw new Failure(ExitCode.USAGE, "the two passwords are not the same");
              }
              return first;
            });
  }

  private Optional<String> given(World world) {
    if (file != null && stdin) {
      throw new Failure(
          ExitCode.USAGE, "--password-file and --password-stdin were both given (expected: one)");
    }
    if (file != null) {
      return Optional.of(new PasswordFile("--password-file", file).read());
    }
    return stdin ? Optional.of(line(new Utf8Input(world.in()), 1)) : Optional.empty();
  }

  /** A line of standard input that is a password. */
  static String line(Utf8Input input, long number) {
    String line = input.line(number);
    if (line == null || line.isEmpty()) {
      throw new Failure(
          ExitCode.USAGE, "standard input: line " + number + " is empty (expected: a password)");
    }
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  static String ask(World world, String question) {
    return world
        .prompt()
        .ask(question)
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.USAGE,
                    "there is no terminal to ask for the password on (expected: --password-file"
                        + " FILE or --password-stdin)"));
  }
}
