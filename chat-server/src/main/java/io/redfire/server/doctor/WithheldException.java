package io.redfire.server.doctor;

/** Says that Redis does not let this user look at something. */
final class WithheldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String command;

  /**
   * @param command the command that Redis refused
   */
  WithheldException(String command, Throwable cause) {
    super(command, cause);
    this.command = command;
  }

  String command() {
    return command;
  }
}
