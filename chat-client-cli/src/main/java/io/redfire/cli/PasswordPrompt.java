package io.redfire.cli;

import java.util.Optional;

/**
 * Asks whoever runs the program for a password or another secret, without showing what is typed.
 * For one thread.
 */
@FunctionalInterface
interface PasswordPrompt {
  /** There is nobody to ask. */
  PasswordPrompt NOBODY = question -> Optional.empty();

  /**
   * What was typed; empty where there is nobody to ask.
   *
   * @throws Failure if the typing was ended by Ctrl-C or Ctrl-D
   */
  Optional<String> ask(String question);
}
