package io.redfire.system;

import io.redfire.chat.v1.Edit;
import io.redfire.chat.v1.EmojiReactions;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.Reaction;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
      case MESSAGE -> {
        messages.put(entry.getSeq(), entry.getMessage());
        reply(entry);
      }
      case EDIT -> {
        Edit edit = entry.getEdit();
        if (edit.getSupersededBySeq() == 0) {
          change(edit.getSeq(), entry, edit.getText());
        }
      }
      case ERASURE -> {
        messages.computeIfPresent(
            entry.getErasure().getSeq(), (seq, shown) -> erased(shown, entry));
        recount(entry);
      }
      case REACTION -> react(entry);
      case PIN -> pin(entry);
      case MEMBERSHIP, RULES, NOTICE, COMMAND -> {}
      case CONTENT_NOT_SET -> throw new AssertionError("no content: " + entry);
    }
  }

  private void reply(Entry reply) {
    messages.computeIfPresent(
        reply.getMessage().getThreadSeq(),
        (seq, root) ->
            reply.getSeq() > root.getLastReplySeq()
                ? root.toBuilder()
                    .setReplyCount(root.getReplyCount() + 1)
                    .setLastReplySeq(reply.getSeq())
                    .build()
                : root);
  }

  private void recount(Entry by) {
    messages.computeIfPresent(
        by.getErasure().getThreadSeq(),
        (seq, root) ->
            by.getSeq() > root.getRecountedBySeq()
                ? root.toBuilder()
                    .setReplyCount(root.getReplyCount() - 1)
                    .setRecountedBySeq(by.getSeq())
                    .build()
                : root);
  }

  private void pin(Entry by) {
    messages.computeIfPresent(
        by.getPin().getSeq(),
        (seq, shown) ->
            by.getSeq() > Math.max(shown.getPinnedBySeq(), shown.getUnpinnedBySeq())
                    && !shown.getErased()
                ? shown.toBuilder()
                    .setPinnedBySeq(by.getPin().getRemoved() ? 0 : by.getSeq())
                    .setUnpinnedBySeq(by.getPin().getRemoved() ? by.getSeq() : 0)
                    .build()
                : shown);
  }

  private void react(Entry by) {
    Reaction reaction = by.getReaction();
    messages.computeIfPresent(
        reaction.getSeq(),
        (seq, shown) ->
            by.getSeq() > shown.getReactedBySeq() && !shown.getErased()
                ? reacted(shown, reaction, by)
                : shown);
  }

  private static Message reacted(Message shown, Reaction reaction, Entry by) {
    Map<String, Set<String>> users = new LinkedHashMap<>();
    for (EmojiReactions one : shown.getReactionsList()) {
      users.put(one.getEmoji(), new LinkedHashSet<>(one.getUsersList()));
    }
    Set<String> those = users.computeIfAbsent(reaction.getEmoji(), first -> new LinkedHashSet<>());
    var unused = reaction.getRemoved() ? those.remove(by.getFrom()) : those.add(by.getFrom());
    Message.Builder now = shown.toBuilder().clearReactions().setReactedBySeq(by.getSeq());
    users.forEach(
        (emoji, names) -> {
          if (!names.isEmpty()) {
            now.addReactionsBuilder().setEmoji(emoji).setCount(names.size()).addAllUsers(names);
          }
        });
    return now.build();
  }

  private void change(long target, Entry by, String text) {
    messages.computeIfPresent(
        target,
        (seq, shown) ->
            by.getSeq() > shown.getChangedBySeq()
                ? changed(shown.toBuilder().setText(text), by)
                : shown);
  }

  private static Message erased(Message shown, Entry by) {
    return by.getSeq() > shown.getChangedBySeq()
        ? changed(
            Message.newBuilder()
                .setErased(true)
                .setThreadSeq(shown.getThreadSeq())
                .setReplyCount(shown.getReplyCount())
                .setLastReplySeq(shown.getLastReplySeq())
                .setRecountedBySeq(shown.getRecountedBySeq()),
            by)
        : shown;
  }

  private static Message changed(Message.Builder now, Entry by) {
    return now.setChangedBySeq(by.getSeq()).setChangedAt(by.getAt()).build();
  }
}
