package io.redfire.cli;

import io.redfire.chat.v1.Entry;
import java.time.ZoneId;

/** How a command prints an entry: one of three forms, without the line end. Any thread. */
enum EntryForm {
  /** {@code SEQ TIME FROM: TEXT}, harmless on a terminal; further lines of a text are indented. */
  PLAIN {
    @Override
    String of(Entry entry, boolean terminal) {
      return of(entry, terminal, TextForm.PLAIN);
    }

    @Override
    String of(Entry entry, boolean terminal, TextForm words) {
      String at = entry.hasAt() ? Times.full(entry.getAt(), ZoneId.systemDefault()) : NO_TIME;
      return entry.getSeq()
          + " "
          + at
          + " "
          + (EntryWords.isTold(entry) ? "" : TerminalText.neutralise(entry.getFrom()) + ": ")
          + EntryWords.of(entry, "    ", words);
    }
  },

  /** A JSON object. */
  JSON {
    @Override
    String of(Entry entry, boolean terminal) {
      return LINES.entry(entry);
    }
  },

  /**
   * The text of a message alone, as it stands when it is read: exact for a file or a pipe, made
   * harmless for a terminal.
   */
  TEXT {
    @Override
    boolean shows(Entry entry) {
      return entry.hasMessage() && !entry.getMessage().getErased();
    }

    @Override
    String of(Entry entry, boolean terminal) {
      String text = entry.getMessage().getText();
      return terminal ? TerminalText.neutraliseLines(text, "") : text;
    }
  };

  private static final JsonLines LINES = new JsonLines();
  private static final String NO_TIME = "---------- --:--:--";

  /** Whether it prints such an entry at all. */
  boolean shows(Entry entry) {
    return EntryWords.has(entry);
  }

  abstract String of(Entry entry, boolean terminal);

  /**
   * As the other one.
   *
   * @param words how texts are shown, where this form is for people
   */
  String of(Entry entry, boolean terminal, TextForm words) {
    return of(entry, terminal);
  }
}
