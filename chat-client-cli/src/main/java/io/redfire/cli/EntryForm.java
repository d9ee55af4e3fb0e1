package io.redfire.cli;

import io.redfire.chat.v1.Entry;
import java.time.ZoneId;

/** How a command prints an entry: one of three forms, without the line end. Any thread. */
enum EntryForm {
  /** {@code SEQ TIME FROM: TEXT}, harmless on a terminal; further lines of a text are indented. */
  PLAIN {
    @Override
    String of(Entry entry, boolean terminal) {
      String at = entry.hasAt() ? Times.full(entry.getAt(), ZoneId.systemDefault()) : NO_TIME;
      return entry.getSeq()
          + " "
          + at
          + " "
          + TerminalText.neutralise(entry.getFrom())
          + ": "
          + TerminalText.neutraliseLines(entry.getMessage().getText(), "    ");
    }
  },

  /** A JSON object. */
  JSON {
    @Override
    String of(Entry entry, boolean terminal) {
      return LINES.entry(entry);
    }
  },

  /** The text alone: exact for a file or a pipe, made harmless for a terminal. */
  TEXT {
    @Override
    String of(Entry entry, boolean terminal) {
      String text = entry.getMessage().getText();
      return terminal ? TerminalText.neutraliseLines(text, "") : text;
    }
  };

  private static final JsonLines LINES = new JsonLines();
  private static final String NO_TIME = "---------- --:--:--";

  abstract String of(Entry entry, boolean terminal);
}
