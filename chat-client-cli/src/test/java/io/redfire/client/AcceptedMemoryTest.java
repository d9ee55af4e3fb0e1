package io.redfire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.OutgoingMessage;
import org.junit.jupiter.api.Test;

class AcceptedMemoryTest {
  private final AcceptedMemory memory = new AcceptedMemory(3, 1_000);

  private Outgoing accepted(String room, long seq, String tag) {
    Outgoing message =
        new Outgoing(OutgoingMessage.newBuilder().setRoom(room).setId("id-" + tag).build());
    memory.add(message, Accepted.newBuilder().setRoom(room).setSeq(seq).setTag(tag).build());
    return message;
  }

  private static Entry entry(String room, long seq, String tag) {
    return Entry.newBuilder().setRoom(room).setSeq(seq).setTag(tag).build();
  }

  private static CaughtUp end(String room, long seq) {
    return CaughtUp.newBuilder().setRoom(room).setSeq(seq).build();
  }

  @Test
  void anotherTagWithdrawsWhatWasAcceptedFromThereOnInThatRoom() {
    accepted("chat", 4, "before");
    Outgoing replaced = accepted("chat", 5, "old");
    Outgoing after = accepted("chat", 9, "older");

    assertThat(memory.withdraw(entry("chat", 4, "before"))).isEmpty();
    assertThat(memory.withdraw(entry("other", 5, "new"))).isEmpty();
    assertThat(memory.withdraw(entry("chat", 5, "new"))).containsExactly(replaced, after);
    assertThat(memory.withdraw(entry("chat", 5, "new"))).as("a second time").isEmpty();
  }

  @Test
  void whatTheEntryShowsToStandStaysBesideOneThatItBelies() {
    Outgoing replaced = accepted("chat", 5, "old");
    Outgoing standing = accepted("chat", 5, "new");

    assertThat(memory.withdraw(entry("chat", 5, "new"))).containsExactly(replaced);
    assertThat(memory.withdraw(entry("chat", 5, "newer"))).containsExactly(standing);
  }

  @Test
  void anEarlierEndWithdrawsOnlyWhatEarlierConnectionsBrought() {
    accepted("chat", 2, "kept");
    Outgoing lost = accepted("chat", 3, "lost");
    memory.connecting();
    accepted("chat", 4, "fresh");

    assertThat(memory.withdraw(end("chat", 2))).containsExactly(lost);
  }

  @Test
  void whereAMessageStoodThatWasLostItIsFoundUntilTheBound() {
    Outgoing lost = accepted("chat", 5, "old");
    assertThat(memory.formerlyAt("chat", 5, "old")).as("it stands").isNull();
    assertThat(memory.withdraw(entry("chat", 5, "new"))).containsExactly(lost);

    assertThat(memory.at("chat", 5, "old")).isNull();
    assertThat(memory.formerlyAt("chat", 5, "old")).isSameAs(lost.standing());
    assertThat(memory.formerlyAt("chat", 5, "")).isSameAs(lost.standing());
    assertThat(memory.formerlyAt("chat", 5, "new")).isNull();
    assertThat(memory.formerlyAt("other", 5, "old")).isNull();
    for (int i = 1; i <= 3; i++) {
      Outgoing another = accepted("chat", 5, "older" + i);
      assertThat(memory.withdraw(entry("chat", 5, "newer" + i))).containsExactly(another);
    }
    assertThat(memory.formerlyAt("chat", 5, "old")).as("beyond the bound").isNull();
    assertThat(memory.formerlyAt("chat", 5, "older1")).isNotNull();
  }

  @Test
  void theOldestIsForgottenBeyondTheBound() {
    accepted("chat", 1, "first");
    accepted("chat", 2, "second");
    accepted("chat", 3, "third");
    accepted("chat", 4, "fourth");

    assertThat(memory.withdraw(entry("chat", 1, "other"))).isEmpty();
    assertThat(memory.withdraw(entry("chat", 2, "other"))).hasSize(3);
  }
}
