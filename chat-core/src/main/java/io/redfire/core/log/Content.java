package io.redfire.core.log;

/** What an entry says. */
public sealed interface Content {
  /**
   * A text message.
   *
   * @param text as it was sent
   */
  record Text(String text) implements Content {}

  /** A kind of entry that this version does not know; it keeps its place in the log. */
  record Unknown() implements Content {}
}
