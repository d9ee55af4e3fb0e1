package io.redfire.cli;

import com.google.protobuf.Duration;
import io.redfire.chat.v1.AccountNotice;
import io.redfire.chat.v1.MembershipChange;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.RulesChange;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened to a room, its members or an account, on one line that is harmless on a terminal.
 * Any thread may use it.
 *
 * <p>Each line begins with {@code *}, and what somebody wrote comes last: none can pass off words
 * of theirs as ours.
 */
final class RoomWords {
  private static final Duration NO_WAIT = Duration.getDefaultInstance();

  private RoomWords() {}

  static String of(String from, MembershipChange change) {
    String user = TerminalText.neutralise(change.getUser());
    String by = from.equals(change.getUser()) ? "" : " by " + TerminalText.neutralise(from);
    String until = change.hasUntil() ? " until " + Times.rfc3339(change.getUntil()) : "";
    String what =
        switch (change.getAction()) {
          case MEMBERSHIP_ACTION_JOINED ->
              by.isEmpty() ? " joined" + as(change) : " was added" + as(change) + by;
          case MEMBERSHIP_ACTION_LEFT -> " left";
          case MEMBERSHIP_ACTION_INVITED -> " was invited" + by;
          case MEMBERSHIP_ACTION_ROLE_CHANGED -> " was made " + role(change.getRole()) + by;
          case MEMBERSHIP_ACTION_KICKED -> " was kicked" + by;
          case MEMBERSHIP_ACTION_BANNED -> " was banned" + until + by;
          case MEMBERSHIP_ACTION_UNBANNED -> " is banned no more, lifted" + by;
          case MEMBERSHIP_ACTION_MUTED -> " was muted" + until + by;
          case MEMBERSHIP_ACTION_UNMUTED -> " is muted no more, lifted" + by;
          case MEMBERSHIP_ACTION_UNSPECIFIED, UNRECOGNIZED -> " was changed" + by;
        };
    return "* " + user + what + reason(change.getReason());
  }

  private static String as(MembershipChange change) {
    boolean isPlain = change.getRole() == Role.ROLE_MEMBER || change.getRoleValue() == 0;
    return isPlain ? "" : " as " + role(change.getRole());
  }

  private static String reason(String reason) {
    return reason.isEmpty() ? "" : ": " + TerminalText.neutralise(reason);
  }

  static String of(String from, RulesChange change) {
    return "* " + TerminalText.neutralise(from) + " set the room: " + rules(change.getRules());
  }

  /** The rules, those that the room does not have left out. */
  static String rules(RoomRules rules) {
    List<String> parts = new ArrayList<>();
    parts.add(kind(rules.getKind()));
    if (rules.getArchived()) {
      parts.add("archived");
    }
    if (rules.getRetain() != 0) {
      parts.add("keeps " + rules.getRetain());
    }
    if (isSlow(rules)) {
      parts.add("slow mode " + slow(rules));
    }
    if (!rules.getTitle().isEmpty()) {
      parts.add("title: " + TerminalText.neutralise(rules.getTitle()));
    }
    if (!rules.getTopic().isEmpty()) {
      parts.add("topic: " + TerminalText.neutralise(rules.getTopic()));
    }
    return String.join(", ", parts);
  }

  static boolean isSlow(RoomRules rules) {
    return !rules.getSlowMode().equals(NO_WAIT);
  }

  static String slow(RoomRules rules) {
    return rules.getSlowMode().getSeconds() + "s";
  }

  /** A room in a list of rooms: its name, the seq of its newest entry, its title. */
  static String line(Room room) {
    String title = room.getRules().getTitle();
    return TerminalText.neutralise(room.getName())
        + " "
        + room.getBounds().getLastSeq()
        + (title.isEmpty() ? "" : "  " + TerminalText.neutralise(title));
  }

  static String of(AccountNotice notice) {
    String room = TerminalText.neutralise(notice.getRoom());
    String session = notice.getSession().isEmpty() ? "" : " " + neutral(notice.getSession());
    return switch (notice.getKind()) {
      case ACCOUNT_NOTICE_KIND_ROOM_ADDED -> "* the inbox has a new room: " + room;
      case ACCOUNT_NOTICE_KIND_ROOM_REMOVED -> "* the inbox has a room no more: " + room;
      case ACCOUNT_NOTICE_KIND_SESSION_STARTED -> "* a session began:" + session;
      case ACCOUNT_NOTICE_KIND_SESSION_REVOKED ->
          session.isEmpty() ? "* all sessions were revoked" : "* a session was revoked:" + session;
      case ACCOUNT_NOTICE_KIND_PASSWORD_CHANGED -> "* the password was changed";
      case ACCOUNT_NOTICE_KIND_ACCOUNT_CHANGED -> "* the account was changed by an administrator";
      case ACCOUNT_NOTICE_KIND_UNSPECIFIED, UNRECOGNIZED -> "* the account changed";
    };
  }

  private static String neutral(String text) {
    return TerminalText.neutralise(text);
  }

  /** The kind, as the commands take it. */
  static String kind(RoomKind kind) {
    return Constants.word(kind, "ROOM_KIND_");
  }

  /** The role, as the commands take it. */
  static String role(Role role) {
    return Constants.word(role, "ROLE_");
  }
}
