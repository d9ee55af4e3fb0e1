package io.redfire.server.doctor;

/**
 * One thing that was looked at. Immutable; its texts hold no secret and nothing that would harm a
 * terminal.
 *
 * @param about the thing, in a word or two
 * @param found what was found
 * @param change what to do about it: a line for {@code redis.conf} or a command; empty for nothing
 * @param why what would happen otherwise; may be empty
 */
record Finding(Level level, String about, String found, String change, String why) {

  static Finding ok(String about, String found) {
    return new Finding(Level.OK, about, found, "", "");
  }

  static Finding note(String about, String found, String why) {
    return new Finding(Level.NOTE, about, found, "", why);
  }

  static Finding warning(String about, String found, String change, String why) {
    return new Finding(Level.WARNING, about, found, change, why);
  }

  static Finding problem(String about, String found, String change, String why) {
    return new Finding(Level.PROBLEM, about, found, change, why);
  }

  /** As one line of the report. */
  String line() {
    return String.format("%-8s %s: %s", level.word(), about, found)
        + (change.isEmpty() ? "" : "; change: " + change)
        + (why.isEmpty() ? "" : " (" + why + ")");
  }
}
