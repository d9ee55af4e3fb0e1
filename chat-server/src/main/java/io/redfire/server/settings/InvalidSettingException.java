package io.redfire.server.settings;

/** Says which setting is wrong, and what was expected. */
final class InvalidSettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param source the flag, the variable or the place in the file
   */
  InvalidSettingException(String source, String complaint) {
    super(source + ": " + complaint);
  }
}
