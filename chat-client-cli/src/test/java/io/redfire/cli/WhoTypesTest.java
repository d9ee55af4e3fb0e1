package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import io.redfire.chat.v1.Typing;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WhoTypesTest {
  private final List<String> shown = new CopyOnWriteArrayList<>();
  private final WhoTypes who = new WhoTypes(shown::add, System::nanoTime);

  @AfterEach
  void close() {
    who.close();
  }

  private void type(String user, int millis) {
    who.typing(
        Typing.newBuilder()
            .setUser(user)
            .setExpiresAfter(Duration.newBuilder().setNanos(millis * 1_000_000))
            .build());
  }

  @Test
  void namesAreShownOnceUntilTheyAreDoneOrSaidIt() {
    type("bob", 900);
    type("bob", 900);
    type("carol", 900);
    who.said("bob");
    assertThat(shown)
        .containsExactly("bob is typing", "bob and carol are typing", "carol is typing");
    who.said("carol");
    assertThat(shown).endsWith("");
  }

  @Test
  void wordsGoByThemselves() {
    type("bob", 50);
    assertThat(shown).containsExactly("bob is typing");
    await().until(() -> shown.size() == 2);
    assertThat(shown).endsWith("");
  }

  @Test
  void manyAreCountedAndBoundedAndAllAreHarmless() {
    type("b\u001b[2Job", 900);
    assertThat(shown).containsExactly("b\\u001b[2Job is typing");
    for (int i = 0; i < 10 * WhoTypes.MOST; i++) {
      type("u" + i, 900);
    }
    assertThat(shown).endsWith(WhoTypes.MOST + " are typing");
  }
}
