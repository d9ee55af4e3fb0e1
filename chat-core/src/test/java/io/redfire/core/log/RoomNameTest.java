package io.redfire.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomNameTest {
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob");

  @Test
  void ownLogIsOfOneUser() {
    RoomName own = RoomName.ownOf(ALICE);
    assertThat(own).hasToString("@alice").isEqualTo(new RoomName("@alice"));
    assertThat(own.users()).containsExactly(ALICE);
    assertThat(own.owner()).contains(ALICE);
  }

  @Test
  void directRoomIsTheSameWhoeverAsks() {
    RoomName direct = RoomName.directOf(BOB, ALICE);
    assertThat(direct).hasToString("@alice,bob").isEqualTo(RoomName.directOf(ALICE, BOB));
    assertThat(direct.users()).containsExactly(ALICE, BOB);
    assertThat(direct.owner()).isEmpty();
  }

  @Test
  void orderOfDirectRoomsIsThatOfTheBytes() {
    UserName astral = new UserName("𠀀");
    UserName late = new UserName("ﬀ");
    assertThat(RoomName.directOf(astral, late)).hasToString("@" + late + "," + astral);
    assertThat(RoomName.directOf(late, astral)).hasToString("@" + late + "," + astral);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "alice", "a-b"})
  void otherRoomsAreOfNobody(String name) {
    assertThat(new RoomName(name).users()).isEmpty();
    assertThat(new RoomName(name).owner()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@|room: empty (expected: 1 to 64 letters)",
        "@,bob|room: empty (expected: 1 to 64 letters)",
        "@alice,|room: empty (expected: 1 to 64 letters)",
        "@alice,alice|room: not of one or two users in order (expected: @alice or @alice,bob)",
        "@bob,alice|room: not of one or two users in order (expected: @alice or @alice,bob)",
        "@alice,bob,carol|room: not of one or two users in order (expected: @alice or @alice,bob)"
      })
  void nameOfUsersHasOneForm(String name, String problem) {
    assertThatThrownBy(() -> new RoomName(name))
        .isInstanceOf(InvalidName.class)
        .hasMessage(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"@@alice", "@a:b", "@{a}", "@a b", "a@b", "alice,bob", "@alice;bob"})
  void restOfTheNameIsOfTheUsualLetters(String name) {
    assertThatThrownBy(() -> new RoomName(name))
        .isInstanceOf(InvalidName.class)
        .hasMessageContaining("holds");
  }

  @Test
  void userHasNoSuchName() {
    assertThatThrownBy(() -> new UserName("@alice")).isInstanceOf(InvalidName.class);
    assertThatThrownBy(() -> new UserName("a,b")).isInstanceOf(InvalidName.class);
  }

  @Test
  void directRoomOfTheLongestNamesIsTaken() {
    UserName one = new UserName("a".repeat(64));
    UserName other = new UserName("b".repeat(64));
    assertThat(RoomName.directOf(one, other).users()).containsExactly(one, other);
  }
}
