package io.redfire.server.settings;

/** What the server's exit status tells a script. */
public enum ExitCode {
  DONE(0, "the server was told to stop and has stopped"),
  FAILED(1, "it failed for another reason"),
  USAGE(2, "an option, environment variable or the file is wrong"),
  NO_REDIS(69, "Redis cannot be reached, or the server's own Redis does not start"),
  CANNOT_LISTEN(73, "the address to listen on is in use or not of this machine"),
  UNFIT(78, "doctor found something in Redis that has to be changed");

  private final int status;
  private final String meaning;

  ExitCode(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  /** The number that the process ends with. */
  public int status() {
    return status;
  }

  String meaning() {
    return meaning;
  }
}
