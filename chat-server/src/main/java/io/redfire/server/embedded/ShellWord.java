package io.redfire.server.embedded;

/** One word of a shell command. */
public final class ShellWord {
  private ShellWord() {}

  /** The text as a shell reads it back as one word; without quotes where none are needed. */
  public static String of(String text) {
    if (text.matches("[\\p{L}\\p{N}_./,:@%+-]+")) {
      return text;
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
