package io.redfire.core.log;

import com.fasterxml.jackson.core.JsonParser;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.NoticeKind;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomRules;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a line of ours was found to say, member by member. For {@link EntryCodec}. */
final class Said {
  private static final Instant FIRST_TIME = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

  @Nullable String id;
  @Nullable String from;
  @Nullable Instant at;
  private @Nullable String text;
  private long reply;
  private long thread;
  private @Nullable Forward forward;
  private List<Attachment> attachments = List.of();
  private long edit;
  private long erase;
  private boolean erased;
  private final EchoJson echo = new EchoJson();
  private long react;
  private long unreact;
  private @Nullable String emoji;
  private long pin;
  private long unpin;
  private long changed;
  private @Nullable Instant changedAt;
  private @Nullable String member;
  private @Nullable String did;
  private @Nullable String role;
  private @Nullable String until;
  private @Nullable String reason;
  private boolean hasRules;
  private @Nullable RoomRules rules;
  private @Nullable String notice;
  private @Nullable String room;
  private @Nullable String session;
  private @Nullable String command;
  private @Nullable String via;

  /** Takes the value of the member of that name. */
  void read(String name, JsonParser json) throws IOException {
    switch (name) {
      case "id" -> id = json.getValueAsString();
      case "from" -> from = json.getValueAsString();
      case "at" -> at = instant(json.getValueAsString());
      case "text" -> text = json.getValueAsString();
      case "reply" -> reply = json.getValueAsLong();
      case "thread" -> thread = json.getValueAsLong();
      case "forward" -> forward = ForwardJson.read(json);
      case "attachments" -> attachments = List.copyOf(AttachmentJson.read(json));
      case "edit" -> edit = json.getValueAsLong();
      case "erase" -> erase = json.getValueAsLong();
      case "erased" -> erased = json.getValueAsBoolean();
      case "react" -> react = json.getValueAsLong();
      case "unreact" -> unreact = json.getValueAsLong();
      case "pin" -> pin = json.getValueAsLong();
      case "unpin" -> unpin = json.getValueAsLong();
      case "emoji" -> emoji = json.getValueAsString();
      case "changed" -> changed = json.getValueAsLong();
      case "changed_at" -> changedAt = instant(json.getValueAsString());
      case "member" -> member = json.getValueAsString();
      case "did" -> did = json.getValueAsString();
      case "role" -> role = json.getValueAsString();
      case "until" -> until = json.getValueAsString();
      case "reason" -> reason = json.getValueAsString();
      case "rules" -> {
        hasRules = true;
        rules = RulesJson.read(json);
      }
      case "notice" -> notice = json.getValueAsString();
      case "room" -> room = json.getValueAsString();
      case "session" -> session = json.getValueAsString();
      case "command" -> command = json.getValueAsString();
      case "via" -> via = json.getValueAsString();
      default -> echo.read(name, json);
    }
    json.skipChildren();
  }

  /** Null where it is no time, or none that the contract's timestamps can tell. */
  static @Nullable Instant instant(@Nullable String text) {
    try {
      Instant at = text == null ? null : Timestamps.parse(text);
      return at == null || at.isBefore(FIRST_TIME) || at.isAfter(LAST_TIME) ? null : at;
    } catch (DateTimeException notATime) {
      return null;
    }
  }

  Content content(boolean isRewritten) {
    // A line may be rewritten for other things than its words.
    boolean isReworded = isRewritten && (changed > 0 || !echo.isThere());
    Change change = isReworded ? new Change(changed, changedAt) : null;
    if (edit > 0) {
      return change != null && text == null
          ? new Content.SupersededEdit(edit, change)
          : text == null ? new Content.Unknown() : new Content.Edit(edit, text);
    }
    if (erase > 0) {
      return new Content.Erasure(erase, Math.max(0, thread));
    }
    if (command != null) {
      return room == null || text == null
          ? new Content.Unknown()
          : new Content.Command(room, command, text);
    }
    if (change != null && erased) {
      return new Content.Erased(change, ties().ofErased(), echo.echo().ofErased());
    }
    if (react > 0 || unreact > 0) {
      return emoji == null
          ? new Content.Unknown()
          : new Content.Reaction(Math.max(react, unreact), emoji, react <= 0);
    }
    if (pin > 0 || unpin > 0) {
      return new Content.Pin(Math.max(pin, unpin), pin <= 0);
    }
    return text == null
        ? withoutText()
        : new Content.Text(
            text, via(change), change, ties(), attachments, isRewritten ? echo.echo() : Echo.NONE);
  }

  /** An edit's words are not those that came by the webhook; the line still names it. */
  private Optional<String> via(@Nullable Change change) {
    return change == null ? Optional.ofNullable(via) : Optional.empty();
  }

  private Ties ties() {
    return new Ties(Math.max(0, reply), Math.max(0, thread), forward);
  }

  private Content withoutText() {
    if (member != null) {
      return membership(member);
    }
    if (hasRules) {
      return rules == null ? new Content.Unknown() : new Content.Rules(rules);
    }
    return Words.find(NoticeKind.class, notice)
        .<Content>map(
            kind ->
                new Content.Notice(kind, Optional.ofNullable(room), Optional.ofNullable(session)))
        .orElseGet(Content.Unknown::new);
  }

  private Content membership(String user) {
    Optional<MembershipAction> action = Words.find(MembershipAction.class, did);
    Optional<Role> becomes = Words.find(Role.class, role);
    Instant end = instant(until);
    boolean known = (role == null || becomes.isPresent()) && (until == null || end != null);
    return action.isEmpty() || !known
        ? new Content.Unknown()
        : new Content.Membership(
            user, action.get(), becomes, Optional.ofNullable(end), reason == null ? "" : reason);
  }
}
