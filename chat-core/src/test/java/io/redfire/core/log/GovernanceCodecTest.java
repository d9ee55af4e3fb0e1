package io.redfire.core.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.NoticeKind;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GovernanceCodecTest {
  private static final Instant AT = Instant.parse("2026-11-23T18:00:00.123Z");
  private static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00.500Z");
  private static final MessageId ID = MessageId.create();
  private static final RoomName CHAT = new RoomName("chat");
  private static final UserName ALICE = new UserName("alice");
  private static final RoomRules RULES =
      new RoomRules(RoomKind.PRIVATE, "\u001b[31m红", "a\u202eb", true, 500, Duration.ofSeconds(30));

  private static NewGovernance change(Optional<RoomRules> rules, PartChange... parts) {
    return new NewGovernance(CHAT, ID, ALICE, AT, "", rules, List.of(parts));
  }

  private static PartChange part(
      MembershipAction action, Optional<Role> role, Instant until, String reason) {
    return new PartChange(new UserName("bob"), action, role, false, until, until, reason);
  }

  private static List<Content> contents(NewEntry entry) {
    List<Content> contents = new ArrayList<>();
    for (byte[] body : EntryCodec.encodeAll(entry)) {
      contents.add(content(new String(body, UTF_8)));
    }
    return contents;
  }

  /** What the entry of that body says. */
  private static Content content(String text) {
    byte[] body = text.getBytes(UTF_8);
    String tag = TagChain.next(Position.ORIGIN.tag(), body, 0, body.length);
    String line = "{\"seq\":1,\"tag\":\"" + tag + "\"," + text.substring(1);
    Entry entry = EntryCodec.decode(Position.ORIGIN, line.getBytes(UTF_8));
    assertThat(entry.from()).isEqualTo("alice");
    return entry.content();
  }

  @Test
  void eachThingThatChangesHasABodyAndAnIdOfItsOwn() {
    NewGovernance change =
        change(
            Optional.of(RULES),
            part(MembershipAction.BANNED, Optional.empty(), UNTIL, "spam\n"),
            part(MembershipAction.ROLE_CHANGED, Optional.of(Role.READ_ONLY), Instant.MIN, ""));
    String front = "\",\"from\":\"alice\",\"at\":\"2026-11-23T18:00:00.123Z\",";
    List<String> bodies =
        EntryCodec.encodeAll(change).stream().map(body -> new String(body, UTF_8)).toList();
    assertThat(bodies)
        .containsExactly(
            "{\"id\":\""
                + ID
                + front
                + "\"rules\":{\"kind\":\"private\",\"title\":\"\\u001B[31m红\","
                + "\"topic\":\"a\\u202eb\",\"archived\":true,\"retain\":500,\"slow_mode\":30}}",
            "{\"id\":\""
                + ID.derived(1)
                + front
                + "\"member\":\"bob\",\"did\":\"banned\",\"until\":\"2027-01-01T00:00:00.500Z\","
                + "\"reason\":\"spam\\n\"}",
            "{\"id\":\""
                + ID.derived(2)
                + front
                + "\"member\":\"bob\",\"did\":\"role_changed\",\"role\":\"read_only\"}");
    assertThat(contents(change))
        .containsExactly(
            new Content.Rules(RULES),
            new Content.Membership(
                "bob", MembershipAction.BANNED, Optional.empty(), Optional.of(UNTIL), "spam\n"),
            new Content.Membership(
                "bob",
                MembershipAction.ROLE_CHANGED,
                Optional.of(Role.READ_ONLY),
                Optional.empty(),
                ""));
  }

  @Test
  void derivedIdsAreOfTheSameTimeAndTheSameEachTime() {
    assertThat(ID.derived(1)).isEqualTo(ID.derived(1)).isNotEqualTo(ID.derived(2));
    assertThat(ID.derived(1).time()).isEqualTo(ID.time());
    assertThat(ID.derived(1)).isNotEqualTo(ID);
  }

  @ParameterizedTest
  @EnumSource(MembershipAction.class)
  void everyActionComesBack(MembershipAction action) {
    boolean ends = action == MembershipAction.BANNED || action == MembershipAction.MUTED;
    for (Role role : Role.values()) {
      assertThat(contents(change(Optional.empty(), part(action, Optional.of(role), UNTIL, "r"))))
          .containsExactly(
              new Content.Membership(
                  "bob",
                  action,
                  Optional.of(role),
                  ends ? Optional.of(UNTIL) : Optional.empty(),
                  "r"));
    }
    assertThat(contents(change(Optional.empty(), part(action, Optional.empty(), Instant.MAX, ""))))
        .containsExactly(
            new Content.Membership("bob", action, Optional.empty(), Optional.empty(), ""));
  }

  @ParameterizedTest
  @EnumSource(RoomKind.class)
  void everyKindComesBack(RoomKind kind) {
    assertThat(contents(change(Optional.of(RoomRules.of(kind)))))
        .containsExactly(new Content.Rules(RoomRules.of(kind)));
  }

  @ParameterizedTest
  @EnumSource(NoticeKind.class)
  void everyNoticeComesBack(NoticeKind kind) {
    RoomName own = RoomName.ownOf(ALICE);
    NewNotice bare = new NewNotice(own, ID, ALICE, AT, kind, Optional.empty(), Optional.empty());
    assertThat(contents(bare))
        .containsExactly(new Content.Notice(kind, Optional.empty(), Optional.empty()));
    NewNotice full = new NewNotice(own, ID, ALICE, AT, kind, Optional.of(CHAT), Optional.of("s"));
    assertThat(new String(EntryCodec.encode(full), UTF_8))
        .endsWith("\"notice\":\"" + Words.of(kind) + "\",\"room\":\"chat\",\"session\":\"s\"}");
    assertThat(contents(full))
        .containsExactly(new Content.Notice(kind, Optional.of("chat"), Optional.of("s")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"member\":\"bob\",\"did\":\"promoted\"",
        "\"member\":\"bob\"",
        "\"member\":\"bob\",\"did\":\"joined\",\"role\":\"emperor\"",
        "\"member\":\"bob\",\"did\":\"banned\",\"until\":\"doomsday\"",
        "\"member\":{\"text\":\"x\"},\"did\":\"joined\"",
        "\"rules\":{\"kind\":\"secret\",\"title\":\"x\"}",
        "\"rules\":{}",
        "\"rules\":[1,{\"kind\":\"private\"}]",
        "\"rules\":null",
        "\"notice\":\"earthquake\"",
        "\"notice\":7"
      })
  void valuesOfLaterVersionsAreUnknown(String says) {
    assertThat(content("{\"from\":\"alice\"," + says + "}")).isEqualTo(new Content.Unknown());
  }

  @Test
  void membersOfLaterVersionsArePassedOver() {
    assertThat(
            content(
                "{\"from\":\"alice\",\"rules\":{\"new\":{\"kind\":\"public\"},"
                    + "\"kind\":\"direct\",\"title\":{\"a\":1},\"x\":[1]},\"y\":{\"text\":\"no\"}}"))
        .isEqualTo(new Content.Rules(RoomRules.of(RoomKind.DIRECT)));
  }

  @Test
  void changeOfNothingIsNone() {
    assertThatThrownBy(() -> change(Optional.empty())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyTheLowerCaseNameIsTheWord() {
    assertThat(Arrays.stream(Role.values()).map(Words::of))
        .containsExactly("owner", "moderator", "member", "read_only");
    assertThat(Words.find(Role.class, "OWNER")).isEmpty();
    assertThat(Words.find(Role.class, null)).isEmpty();
  }

  @Test
  void aCommandComesBackAsItWasRunAndIsNoMessage() {
    NewCommand command =
        new NewCommand(
                new RoomName("@alice"),
                ID,
                ALICE,
                AT,
                new CommandName("roll"),
                new RoomName("den"),
                "2d6\n\u001b[2J")
            .to(new UserName("dice"));

    assertThat(command.room()).isEqualTo(new RoomName("@dice"));
    assertThat(contents(command))
        .containsExactly(new Content.Command("den", "roll", "2d6\n\u001b[2J"));
    assertThat(content("{\"from\":\"alice\",\"command\":\"roll\",\"text\":\"2d6\"}"))
        .isEqualTo(new Content.Unknown());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Roll", "a b", "a/b", "a:b", "{a}", "012345678901234567890123456789012"})
  void aCommandHasANameThatEveryoneCanType(String name) {
    assertThatThrownBy(() -> new CommandName(name))
        .isInstanceOf(InvalidName.class)
        .hasMessageStartingWith("name: ");
  }
}
