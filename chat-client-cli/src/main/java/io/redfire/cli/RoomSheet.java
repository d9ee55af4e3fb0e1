package io.redfire.cli;

import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomRules;
import java.util.ArrayList;
import java.util.List;

/** What a room is, a property a line, harmless on a terminal. Any thread may use it. */
final class RoomSheet {
  private RoomSheet() {}

  /** The name alone, then {@code property value}; what the room does not have is left out. */
  static String of(Room room) {
    RoomRules rules = room.getRules();
    List<String> lines = new ArrayList<>();
    lines.add(TerminalText.neutralise(room.getName()));
    lines.add("kind       " + RoomWords.kind(rules.getKind()));
    if (!rules.getTitle().isEmpty()) {
      lines.add("title      " + TerminalText.neutralise(rules.getTitle()));
    }
    if (!rules.getTopic().isEmpty()) {
      lines.add("topic      " + TerminalText.neutralise(rules.getTopic()));
    }
    if (rules.getArchived()) {
      lines.add("archived   yes");
    }
    if (rules.getRetain() != 0) {
      lines.add("retain     " + rules.getRetain());
    }
    if (RoomWords.isSlow(rules)) {
      lines.add("slow mode  " + RoomWords.slow(rules));
    }
    lines.add("entries    " + entries(room));
    return String.join("\n", lines);
  }

  private static String entries(Room room) {
    long first = room.getBounds().getFirstSeq();
    long last = room.getBounds().getLastSeq();
    return last < first || last == 0 ? "none" : first + " to " + last;
  }
}
