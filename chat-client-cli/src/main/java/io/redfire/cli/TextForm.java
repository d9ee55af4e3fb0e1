package io.redfire.cli;

/** How a text that somebody wrote is shown on a terminal: harmless in any form. Any thread. */
@FunctionalInterface
interface TextForm {
  /** As it was written. */
  TextForm PLAIN = TerminalText::neutraliseLines;

  /** The text, on lines that are indented but for the first. */
  String lines(String text, String indent);

  /**
   * The form for what goes to standard output: formatted where it is a terminal that shows it, and
   * nobody wants it otherwise.
   */
  static TextForm of(World world, boolean plain) {
    boolean noColor = !world.environment().getOrDefault("NO_COLOR", "").isEmpty();
    boolean dumb = world.environment().getOrDefault("TERM", "").equals("dumb");
    return plain || noColor || dumb || !world.out().isTerminal() ? PLAIN : new FormattedText();
  }
}
