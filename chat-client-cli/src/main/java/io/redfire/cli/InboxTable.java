package io.redfire.cli;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.InboxRoom;
import java.util.ArrayList;
import java.util.List;

/** The inbox as a table: room, unread, how often one is mentioned, last message. Immutable. */
final class InboxTable {
  private static final int LONGEST_ROOM = 40;

  private final List<InboxRoom> rooms;

  InboxTable(List<InboxRoom> rooms) {
    this.rooms = List.copyOf(rooms);
  }

  /** Its lines, harmless on a terminal; none where there is no room. */
  List<String> lines() {
    List<String> names =
        rooms.stream().map(room -> TerminalText.neutralise(room.getRoom().getName())).toList();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rooms.size(); i++) {
      lines.add(line(names.get(i), Math.min(width, LONGEST_ROOM), rooms.get(i)));
    }
    return lines;
  }

  private static String line(String name, int width, InboxRoom room) {
    String padded = name + " ".repeat(Math.max(0, width - name.length()));
    String unread = String.valueOf(room.getUnread());
    String line =
        padded
            + " ".repeat(Math.max(1, 7 - unread.length()))
            + unread
            + mentions(room)
            + last(room);
    return line.stripTrailing();
  }

  /** As wide as it needs to be for nearly everyone. */
  private static String mentions(InboxRoom room) {
    if (!room.getMentioned()) {
      return "    ";
    }
    int count = room.getMentionCount();
    // An older server does not count.
    String shown = count == 0 ? "" : count < 100 ? String.valueOf(count) : "99+";
    return (" @" + shown + "   ").substring(0, Math.max(4, shown.length() + 3));
  }

  private static String last(InboxRoom room) {
    if (room.getRoleValue() == 0) {
      return "(invited)";
    }
    if (!room.hasLastMessage()) {
      return "";
    }
    Entry entry = room.getLastMessage();
    String words = EntryWords.of(entry, "").lines().findFirst().orElse("");
    return TerminalText.neutralise(entry.getFrom()) + ": " + words;
  }
}
