package io.redfire.system;

import io.redfire.chat.v1.Edit;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Message;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The messages of a room as a reader shows them, by the letter of the contract. */
final class Board {
  private final SortedMap<Long, Message> messages = new TreeMap<>();

  private Board() {}

  /** What is shown after these entries. */
  static SortedMap<Long, Message> of(List<Entry> entries) {
    Board board = new Board();
    entries.forEach(board::apply);
    return board.messages;
  }

  private void apply(Entry entry) {
    switch (entry.getContentCase()) {
      case MESSAGE -> messages.put(entry.getSeq(), entry.getMessage());
      case EDIT -> {
        Edit edit = entry.getEdit();
        if (edit.getSupersededBySeq() == 0) {
          change(edit.getSeq(), entry, Message.newBuilder().setText(edit.getText()));
        }
      }
      case ERASURE ->
          change(entry.getErasure().getSeq(), entry, Message.newBuilder().setErased(true));
      case MEMBERSHIP, RULES, NOTICE, COMMAND -> {}
      case CONTENT_NOT_SET -> throw new AssertionError("no content: " + entry);
    }
  }

  private void change(long target, Entry by, Message.Builder now) {
    messages.computeIfPresent(
        target,
        (seq, shown) ->
            by.getSeq() > shown.getChangedBySeq()
                ? now.setChangedBySeq(by.getSeq()).setChangedAt(by.getAt()).build()
                : shown);
  }
}
