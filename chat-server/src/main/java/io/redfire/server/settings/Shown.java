package io.redfire.server.settings;

/** Text from outside as a message may show it. */
final class Shown {
  private static final int LONGEST = 100;

  private Shown() {}

  /** In quotes, harmless for a terminal, cut where it is unusually long. */
  static String quoted(String text) {
    String harmless = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "\ufffd");
    return "'"
        + (harmless.length() <= LONGEST ? harmless : harmless.substring(0, LONGEST) + "…")
        + "'";
  }
}
