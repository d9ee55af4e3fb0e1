package io.redfire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.chat.v1.Start;
import io.redfire.chat.v1.Subscribed;
import io.redfire.chat.v1.Typing;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of how far a room was delivered, while its listener is behind. */
class FollowingTest {
  private final Following following =
      new Following("chat", Start.getDefaultInstance(), entry -> {}, gone -> {});

  @BeforeEach
  void hearThree() {
    following.subscribed(Subscribed.getDefaultInstance()).run();
    for (long seq = 1; seq <= 3; seq++) {
      hear(entry(seq, "old" + seq));
    }
  }

  private static Event entry(long seq, String tag) {
    Entry entry = Entry.newBuilder().setRoom("chat").setSeq(seq).setTag(tag).build();
    return Event.newBuilder().setEntry(entry).build();
  }

  private static Event rewound(long fork) {
    return Event.newBuilder()
        .setRoomRewound(RoomRewound.newBuilder().setRoom("chat").setForkSeq(fork))
        .build();
  }

  private Runnable move(Event event) {
    return Objects.requireNonNull(following.moved(event));
  }

  private void hear(Event event) {
    move(event).run();
  }

  @Test
  void nothingOfTheLostLogIsToldOnceItIsKnownToBeLost() {
    Runnable hearOfIt = move(rewound(1));
    assertThat(following.deliveredSinceTold()).isEmpty();
    Runnable hearTheNext = move(entry(2, "new2"));
    assertThat(following.deliveredSinceTold()).isEmpty();
    Runnable hearOfAnother = move(rewound(0));
    hearOfIt.run();
    hearTheNext.run();
    assertThat(following.deliveredSinceTold()).as("the second is not heard of yet").isEmpty();
    hearOfAnother.run();
    hear(entry(1, "newer1"));
    assertThat(following.deliveredSinceTold()).hasValue(1);
  }

  @Test
  void nothingIsToldOnANewConnectionBeforeTheServerSaysThatTheCursorStands() {
    assertThat(following.deliveredSinceTold()).hasValue(3);
    following.interrupted();
    following.subscribed(Subscribed.getDefaultInstance()).run();
    assertThat(following.deliveredSinceTold()).isEmpty();
    hear(Event.newBuilder().setTyping(Typing.newBuilder().setRoom("chat")).build());
    assertThat(following.deliveredSinceTold()).isEmpty();
    hear(Event.newBuilder().setCaughtUp(CaughtUp.newBuilder().setRoom("chat").setSeq(3)).build());
    assertThat(following.deliveredSinceTold()).hasValue(3);
  }

  @Test
  void tagsAreThoseThatTheListenerHeard() {
    Runnable hearOfIt = move(rewound(1));
    Runnable hearTheNext = move(entry(2, "new2"));
    assertThat(following.heardTagAt(2)).isEqualTo("old2");
    hearOfIt.run();
    assertThat(following.heardTagAt(2)).isEmpty();
    hearTheNext.run();
    assertThat(following.heardTagAt(2)).isEqualTo("new2");
    assertThat(following.heardTagAt(1)).isEqualTo("old1");
  }
}
