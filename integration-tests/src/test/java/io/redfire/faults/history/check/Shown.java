package io.redfire.faults.history.check;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether messages show what the entries behind them say about them: a reaction, a pin, a reply in
 * their thread. Nobody takes one back in a run.
 *
 * <p>Within a string each quote is escaped, so nothing that somebody said looks like these.
 */
final class Shown {
  private static final Pattern REACTION =
      Pattern.compile("\"at\":\"[^\"]*\",\"react\":([0-9]+),\"emoji\":\"([^\"]+)\"\\}$");
  private static final Pattern PIN = Pattern.compile("\"at\":\"[^\"]*\",\"pin\":([0-9]+)\\}$");
  private static final Pattern IN_THREAD = Pattern.compile("[\"0-9],\"thread\":([0-9]+)");

  private static final Pattern PINNED = Pattern.compile(",\"pinned\":([0-9]+)\\}$");
  private static final Pattern REPLIED = Pattern.compile(",\"replied\":([0-9]+)");
  private static final Pattern REACTIONS =
      Pattern.compile(",\"reactions\":\\{(.*)\\},\"reacted\":([0-9]+)");

  private final String room;
  private final FinalLogs.Log log;
  private final List<LogLine> lines;
  private final Violations violations;

  Shown(String room, FinalLogs.Log log, List<LogLine> lines, Violations violations) {
    this.room = room;
    this.log = log;
    this.lines = lines;
    this.violations = violations;
  }

  /** Looks at the entry of ours at that index. */
  void check(int index) {
    FinalLogs.Stored entry = log.entries().get(index);
    String line = lines.get(index).whole();
    Matcher reaction = REACTION.matcher(line);
    Matcher pin = PIN.matcher(line);
    Matcher thread = IN_THREAD.matcher(line);
    if (reaction.find()) {
      about(reaction, entry).ifPresent(message -> reacted(message, reaction.group(2), entry));
    } else if (pin.find()) {
      about(pin, entry).ifPresent(message -> names(PINNED, message, entry));
    } else if (thread.find()) {
      about(thread, entry).ifPresent(message -> names(REPLIED, message, entry));
    }
  }

  /** The line of the message that an entry is about; empty where that was trimmed. */
  private Optional<String> about(Matcher seq, FinalLogs.Stored entry) {
    long index = Long.parseLong(seq.group(1)) - log.base() - 1;
    if (index < 0) {
      return Optional.empty();
    }
    if (index >= lines.size()) {
      notShown("no message", entry);
      return Optional.empty();
    }
    return Optional.of(lines.get((int) index).whole());
  }

  private void names(Pattern newest, String message, FinalLogs.Stored entry) {
    Matcher found = newest.matcher(message);
    if (!found.find() || Long.parseLong(found.group(1)) < entry.seq()) {
      notShown(message, entry);
    }
  }

  private void reacted(String message, String emoji, FinalLogs.Stored entry) {
    Matcher found = REACTIONS.matcher(message);
    if (!found.find()
        || Long.parseLong(found.group(2)) < entry.seq()
        || !users(found.group(1), emoji).contains("\"" + entry.from() + "\"")) {
      notShown(message, entry);
    }
  }

  private static String users(String reactions, String emoji) {
    Matcher users =
        Pattern.compile("\"" + Pattern.quote(emoji) + "\":\\[([^\\]]*)\\]").matcher(reactions);
    return users.find() ? users.group(1) : "";
  }

  private void notShown(String message, FinalLogs.Stored entry) {
    violations.add(
        ViolationKind.NOT_SHOWN,
        room + " " + entry.seq() + " is not shown by " + message,
        entry.line());
  }
}
