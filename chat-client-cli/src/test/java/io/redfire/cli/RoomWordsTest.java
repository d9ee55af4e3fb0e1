package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.MembershipChange;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.RoomKind;
import org.junit.jupiter.api.Test;

class RoomWordsTest {
  private static final Entry BAN =
      Entry.newBuilder()
          .setSeq(7)
          .setFrom("alice")
          .setMembership(
              MembershipChange.newBuilder()
                  .setUser("bob")
                  .setAction(MembershipAction.MEMBERSHIP_ACTION_BANNED)
                  .setUntil(Timestamp.newBuilder().setSeconds(1_790_000_000))
                  .setReason("spam\n8 alice: \u001b[31m"))
          .build();

  @Test
  void whatWasWrittenComesLastAndHarmless() {
    assertThat(EntryForm.PLAIN.of(BAN, true))
        .isEqualTo(
            "7 ---------- --:--:-- * bob was banned until 2026-09-21T14:13:20Z by alice: spam\\n8"
                + " alice: \\u001b[31m");
    assertThat(EntryForm.TEXT.shows(BAN)).isFalse();
  }

  @Test
  void asJsonItIsAnObjectOfItsOwn() {
    assertThat(EntryForm.JSON.of(BAN, true))
        .contains(
            "\"membership\":{\"user\":\"bob\",\"action\":\"banned\",\"until\":\"2026-09-21T14:13:20Z\"")
        .doesNotContain("\"text\"")
        .doesNotContain("\u001b");
  }

  @Test
  void whoDoesItAloneIsNamedOnce() {
    MembershipChange joined =
        MembershipChange.newBuilder()
            .setUser("bob")
            .setAction(MembershipAction.MEMBERSHIP_ACTION_JOINED)
            .setRole(Role.ROLE_READ_ONLY)
            .build();
    assertThat(RoomWords.of("bob", joined)).isEqualTo("* bob joined as read-only");
    assertThat(RoomWords.of("alice", joined)).isEqualTo("* bob was added as read-only by alice");
    assertThat(RoomWords.kind(RoomKind.ROOM_KIND_ANNOUNCEMENT)).isEqualTo("announcement");
  }
}
