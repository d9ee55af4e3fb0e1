package io.redfire.cli;

import io.redfire.chat.v1.Command;
import io.redfire.chat.v1.Edit;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Message;

/** What an entry says, in words that are harmless on a terminal. Any thread may use it. */
final class EntryWords {
  private EntryWords() {}

  /**
   * Whether there is anything to show: entries of kinds that came later than this program are not.
   */
  static boolean has(Entry entry) {
    return entry.getContentCase() != Entry.ContentCase.CONTENT_NOT_SET;
  }

  /** Whether it is told about the room or the account rather than said by somebody. */
  static boolean isTold(Entry entry) {
    return entry.hasMembership() || entry.hasRules() || entry.hasNotice();
  }

  /**
   * The words, on lines that are indented but for the first.
   *
   * <p>What somebody wrote comes last, so that none can pass off words of theirs as ours.
   */
  static String of(Entry entry, String indent) {
    return switch (entry.getContentCase()) {
      case MESSAGE -> message(entry.getMessage(), indent);
      case EDIT -> edit(entry.getEdit(), indent);
      case ERASURE -> "[erases " + entry.getErasure().getSeq() + "]";
      case MEMBERSHIP -> RoomWords.of(entry.getFrom(), entry.getMembership());
      case RULES -> RoomWords.of(entry.getFrom(), entry.getRules());
      case NOTICE -> RoomWords.of(entry.getNotice());
      case COMMAND -> command(entry.getCommand(), indent);
      case CONTENT_NOT_SET -> "";
    };
  }

  private static String message(Message message, String indent) {
    if (message.getErased()) {
      return "[erased]";
    }
    String text = TerminalText.neutraliseLines(message.getText(), indent);
    String via =
        message.getVia().isEmpty()
            ? ""
            : "[via " + TerminalText.neutralise(message.getVia()) + "] ";
    return via + (message.getChangedBySeq() == 0 ? text : "[edited] " + text);
  }

  private static String command(Command command, String indent) {
    return "[runs /"
        + TerminalText.neutralise(command.getName())
        + " in "
        + TerminalText.neutralise(command.getRoom())
        + "] "
        + TerminalText.neutraliseLines(command.getText(), indent);
  }

  private static String edit(Edit edit, String indent) {
    return edit.getSupersededBySeq() == 0
        ? "[edits " + edit.getSeq() + "] " + TerminalText.neutraliseLines(edit.getText(), indent)
        : "[edited " + edit.getSeq() + ", which was changed again since]";
  }
}
