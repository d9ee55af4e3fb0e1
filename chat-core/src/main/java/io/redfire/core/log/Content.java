package io.redfire.core.log;

import org.jspecify.annotations.Nullable;

/**
 * What an entry says, as it stands now. A message that was changed shows what it says since the
 * newest change, wherever in the log it is read.
 */
public sealed interface Content {
  /** The newest change of it; null where it is as it was sent. */
  default @Nullable Change change() {
    return null;
  }

  /** The seq of the message that it changes; 0 where it changes none. */
  default long changes() {
    return 0;
  }

  /**
   * A text message.
   *
   * @param text what it says
   * @param change the newest edit of it; null where it is as it was sent
   */
  record Text(String text, @Nullable Change change) implements Content {
    /** One that says what was sent. */
    public Text(String text) {
      this(text, null);
    }
  }

  /**
   * A text message that its author erased.
   *
   * @param change the erasure
   */
  record Erased(Change change) implements Content {}

  /**
   * Gives a message new words.
   *
   * @param changes the seq of the message
   * @param text what it says from here on
   */
  record Edit(long changes, String text) implements Content {}

  /**
   * Gave a message new words, which are gone since the message was changed again.
   *
   * @param changes the seq of the message
   * @param change what changed it next
   */
  record SupersededEdit(long changes, Change change) implements Content {}

  /**
   * Takes a message's words away.
   *
   * @param changes the seq of the message
   */
  record Erasure(long changes) implements Content {}

  /** A kind of entry that this version does not know; it keeps its place in the log. */
  record Unknown() implements Content {}
}
