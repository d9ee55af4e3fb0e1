package io.redfire.cli;

import io.redfire.chat.v1.Command;
import io.redfire.chat.v1.Edit;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.Reaction;
import java.util.stream.Collectors;

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
    return of(entry, indent, TextForm.PLAIN);
  }

  /** As the other one, with texts in this form. */
  static String of(Entry entry, String indent, TextForm form) {
    return switch (entry.getContentCase()) {
      case MESSAGE -> message(entry.getMessage(), indent, form);
      case EDIT -> edit(entry.getEdit(), indent, form);
      case ERASURE -> "[erases " + entry.getErasure().getSeq() + "]";
      case PIN ->
          (entry.getPin().getRemoved() ? "[unpins " : "[pins ") + entry.getPin().getSeq() + "]";
      case REACTION -> reaction(entry.getReaction());
      case MEMBERSHIP -> RoomWords.of(entry.getFrom(), entry.getMembership());
      case RULES -> RoomWords.of(entry.getFrom(), entry.getRules());
      case NOTICE -> RoomWords.of(entry.getNotice());
      case COMMAND -> command(entry.getCommand(), indent);
      case CONTENT_NOT_SET -> "";
    };
  }

  private static String message(Message message, String indent, TextForm form) {
    if (message.getErased()) {
      return marks(message) + "[erased]";
    }
    String text = form.lines(message.getText(), indent);
    String via =
        message.getVia().isEmpty()
            ? ""
            : "[via " + TerminalText.neutralise(message.getVia()) + "] ";
    String words = marks(message) + via + text;
    return message.getAttachmentsCount() == 0 ? words : attachments(message, indent) + words;
  }

  private static String command(Command command, String indent) {
    return "[runs /"
        + TerminalText.neutralise(command.getName())
        + " in "
        + TerminalText.neutralise(command.getRoom())
        + "] "
        + TerminalText.neutraliseLines(command.getText(), indent);
  }

  /** A line each, and the beginning of the one behind them. */
  private static String attachments(Message message, String indent) {
    String lines =
        message.getAttachmentsList().stream()
            .map(AttachmentWords::of)
            .collect(Collectors.joining("\n" + indent));
    boolean isAll = message.getText().isEmpty() && marks(message).isEmpty();
    return isAll ? lines : lines + "\n" + indent;
  }

  private static String marks(Message message) {
    StringBuilder marks = new StringBuilder();
    if (message.getPinnedBySeq() != 0) {
      marks.append("[pinned] ");
    }
    if (message.getThreadSeq() != 0) {
      marks.append("[in ").append(message.getThreadSeq()).append("] ");
    }
    if (message.getReplyToSeq() != 0) {
      marks.append("[↳ ").append(message.getReplyToSeq()).append("] ");
    }
    if (message.hasForward()) {
      marks
          .append("[forwarded from ")
          .append(TerminalText.neutralise(message.getForward().getFrom()))
          .append("] ");
    }
    if (message.getReplyCount() != 0) {
      marks.append("[replies: ").append(message.getReplyCount()).append("] ");
    }
    if (message.getReactionsCount() > 0) {
      marks
          .append('[')
          .append(
              message.getReactionsList().stream()
                  .map(one -> TerminalText.neutralise(one.getEmoji()) + " " + one.getCount())
                  .collect(Collectors.joining(", ")))
          .append("] ");
    }
    return marks.append(isEdited(message) ? "[edited] " : "").toString();
  }

  private static boolean isEdited(Message message) {
    return message.getChangedBySeq() != 0 && !message.getErased();
  }

  private static String reaction(Reaction reaction) {
    String emoji = TerminalText.neutralise(reaction.getEmoji());
    return reaction.getRemoved()
        ? "[takes back " + emoji + " for " + reaction.getSeq() + "]"
        : "[" + emoji + " for " + reaction.getSeq() + "]";
  }

  private static String edit(Edit edit, String indent, TextForm form) {
    return edit.getSupersededBySeq() == 0
        ? "[edits " + edit.getSeq() + "] " + form.lines(edit.getText(), indent)
        : "[edited " + edit.getSeq() + ", which was changed again since]";
  }
}
