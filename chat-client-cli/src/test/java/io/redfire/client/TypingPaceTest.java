package io.redfire.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypingPaceTest {
  private long now = Long.MAX_VALUE;
  private final TypingPace pace = new TypingPace(() -> now);

  @Test
  void eachRoomIsDueOnceInAPause() {
    assertThat(pace.isDue("chat")).isTrue();
    assertThat(pace.isDue("chat")).isFalse();
    assertThat(pace.isDue("other")).isTrue();
    now += TypingPace.PAUSE.toNanos() - 1;
    assertThat(pace.isDue("chat")).isFalse();
    now++;
    assertThat(pace.isDue("chat")).isTrue();
    assertThat(pace.isDue("chat")).isFalse();
  }

  @Test
  void allIsDueAgainOnANewConnection() {
    assertThat(pace.isDue("chat")).isTrue();
    pace.forget();
    assertThat(pace.isDue("chat")).isTrue();
  }
}
