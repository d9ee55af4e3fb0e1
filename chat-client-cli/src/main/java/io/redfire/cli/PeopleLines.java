package io.redfire.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Timestamp;
import io.redfire.chat.v1.Account;
import io.redfire.chat.v1.AccountSession;
import io.redfire.chat.v1.CreateTokenResponse;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.Member;
import io.redfire.chat.v1.Presence;
import io.redfire.chat.v1.Receipt;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;

/**
 * What the commands about accounts and members print: a line for people, harmless on a terminal, or
 * a JSON object. Any thread may use it.
 */
final class PeopleLines {
  private final JsonLines json = new JsonLines();

  String guest(String name) {
    return json.object(
        out -> {
          out.writeStringField("user", name);
          out.writeBooleanField("guest", true);
        });
  }

  String account(Account account, boolean asJson) {
    if (asJson) {
      return json.object(
          out -> {
            out.writeStringField("user", account.getUser());
            out.writeBooleanField("guest", false);
            out.writeStringField("display_name", account.getDisplayName());
            out.writeBooleanField("admin", account.getAdmin());
            out.writeBooleanField("disabled", account.getDisabled());
            time(out, "created_at", account.hasCreatedAt(), account.getCreatedAt());
          });
    }
    return TerminalText.neutralise(account.getUser())
        + (account.getAdmin() ? " (admin)" : "")
        + (account.getDisabled() ? " (disabled)" : "")
        + (account.getDisplayName().isEmpty()
            ? ""
            : "  " + TerminalText.neutralise(account.getDisplayName()));
  }

  String session(AccountSession session, boolean asJson) {
    if (asJson) {
      return json.object(out -> session(out, session));
    }
    String ends =
        session.hasExpiresAt()
            ? "ends " + Times.full(session.getExpiresAt(), ZoneId.systemDefault())
            : "does not end";
    return TerminalText.neutralise(session.getId())
        + (session.getCurrent() ? " *" : "")
        + "  "
        + ends
        + "  "
        + (session.getToken() ? "token for " + String.join(",", scopes(session)) : "session")
        + "  "
        + TerminalText.neutralise(session.getName());
  }

  String token(CreateTokenResponse created) {
    return json.object(
        out -> {
          out.writeStringField("secret", created.getToken());
          session(out, created.getSession());
        });
  }

  /** A code that is told this once. */
  String code(String code, Timestamp expiresAt) {
    return json.object(
        out -> {
          out.writeStringField("code", code);
          out.writeStringField("expires_at", Times.rfc3339(expiresAt));
        });
  }

  private static void session(JsonGenerator out, AccountSession session) throws IOException {
    out.writeStringField("session", session.getId());
    out.writeStringField("name", session.getName());
    time(out, "created_at", session.hasCreatedAt(), session.getCreatedAt());
    time(out, "expires_at", session.hasExpiresAt(), session.getExpiresAt());
    out.writeBooleanField("token", session.getToken());
    out.writeArrayFieldStart("scopes");
    for (String scope : scopes(session)) {
      out.writeString(scope);
    }
    out.writeEndArray();
    out.writeBooleanField("current", session.getCurrent());
  }

  private static List<String> scopes(AccountSession session) {
    return session.getScopesList().stream().map(scope -> Constants.word(scope, "SCOPE_")).toList();
  }

  String member(Member member, boolean asJson) {
    if (asJson) {
      return json.object(
          out -> {
            out.writeStringField("user", member.getUser());
            out.writeStringField("role", role(member));
            out.writeBooleanField("invited", member.getInvited());
            time(out, "muted_until", member.hasMutedUntil(), member.getMutedUntil());
            time(out, "banned_until", member.hasBannedUntil(), member.getBannedUntil());
          });
    }
    return TerminalText.neutralise(member.getUser())
        + "  "
        + role(member)
        + (member.hasMutedUntil() ? "  muted until " + until(member.getMutedUntil()) : "")
        + (member.hasBannedUntil() ? "  banned until " + until(member.getBannedUntil()) : "");
  }

  String receipt(Receipt receipt, boolean asJson) {
    if (asJson) {
      return json.object(
          out -> {
            out.writeStringField("room", receipt.getRoom());
            out.writeStringField("user", receipt.getUser());
            out.writeNumberField("delivered_seq", receipt.getDeliveredSeq());
            out.writeNumberField("read_seq", receipt.getReadSeq());
          });
    }
    return TerminalText.neutralise(receipt.getUser())
        + "  read "
        + receipt.getReadSeq()
        + "  delivered "
        + receipt.getDeliveredSeq();
  }

  String presence(Presence presence, boolean asJson) {
    String state = Constants.word(presence.getState(), "PRESENCE_STATE_");
    if (asJson) {
      return json.object(
          out -> {
            out.writeStringField("user", presence.getUser());
            out.writeStringField("state", state);
            time(out, "since", presence.hasSince(), presence.getSince());
          });
    }
    String since =
        presence.hasSince()
            ? "  since " + Times.full(presence.getSince(), ZoneId.systemDefault())
            : "";
    return TerminalText.neutralise(presence.getUser()) + "  " + state + since;
  }

  private static String role(Member member) {
    if (member.getRoleValue() != 0) {
      return RoomWords.role(member.getRole());
    }
    return member.getInvited() ? "invited" : "none";
  }

  /** The year 9999 stands for no end. */
  private static String until(Timestamp end) {
    String time = Times.rfc3339(end);
    return time.startsWith("9999-") ? "lifted" : time;
  }

  String inbox(InboxRoom room) {
    return json.object(
        out -> {
          out.writeStringField("room", room.getRoom().getName());
          out.writeStringField("title", room.getRoom().getRules().getTitle());
          out.writeStringField(
              "role", room.getRoleValue() == 0 ? "invited" : RoomWords.role(room.getRole()));
          out.writeNumberField("last_seq", room.getRoom().getBounds().getLastSeq());
          out.writeNumberField("read_seq", room.getReadSeq());
          out.writeNumberField("unread", room.getUnread());
          out.writeBooleanField("mentioned", room.getMentioned());
          out.writeNumberField("mention_count", room.getMentionCount());
          out.writeFieldName("last_message");
          if (room.hasLastMessage()) {
            out.writeRawValue(json.entry(room.getLastMessage()));
          } else {
            out.writeNull();
          }
        });
  }

  private static void time(JsonGenerator out, String name, boolean isSet, Timestamp at)
      throws IOException {
    if (isSet) {
      out.writeStringField(name, Times.rfc3339(at));
    } else {
      out.writeNullField(name);
    }
  }
}
