package io.redfire.server.settings;

/**
 * Says why the server cannot run, to the person at the terminal, and with which status it ends.
 *
 * <p>Thrown by the {@link SettingsCommand.Runner}; the message becomes one line on standard error.
 */
public final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /**
   * @param message what was wrong and what would help, without secrets
   */
  public StartFailure(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
