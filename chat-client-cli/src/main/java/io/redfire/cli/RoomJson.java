package io.redfire.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redfire.chat.v1.AccountNotice;
import io.redfire.chat.v1.MembershipChange;
import io.redfire.chat.v1.RoomRules;
import java.io.IOException;

/** The JSON fields of what happened to a room, its members or an account. Any thread may use it. */
final class RoomJson {
  private RoomJson() {}

  static void membership(JsonGenerator json, MembershipChange change) throws IOException {
    json.writeObjectFieldStart("membership");
    json.writeStringField("user", change.getUser());
    json.writeStringField("action", Constants.word(change.getAction(), "MEMBERSHIP_ACTION_"));
    if (change.getRoleValue() != 0) {
      json.writeStringField("role", RoomWords.role(change.getRole()));
    }
    if (change.hasUntil()) {
      json.writeStringField("until", Times.rfc3339(change.getUntil()));
    }
    json.writeStringField("reason", change.getReason());
    json.writeEndObject();
  }

  /** The fields of the rules, into the object that is open. */
  static void rules(JsonGenerator json, RoomRules rules) throws IOException {
    json.writeStringField("kind", RoomWords.kind(rules.getKind()));
    json.writeStringField("title", rules.getTitle());
    json.writeStringField("topic", rules.getTopic());
    json.writeBooleanField("archived", rules.getArchived());
    json.writeNumberField("retain", rules.getRetain());
    json.writeNumberField(
        "slow_mode_ms",
        rules.getSlowMode().getSeconds() * 1000 + rules.getSlowMode().getNanos() / 1_000_000);
  }

  static void notice(JsonGenerator json, AccountNotice notice) throws IOException {
    json.writeObjectFieldStart("notice");
    json.writeStringField("kind", Constants.word(notice.getKind(), "ACCOUNT_NOTICE_KIND_"));
    json.writeStringField("room", notice.getRoom());
    json.writeStringField("session", notice.getSession());
    json.writeEndObject();
  }
}
