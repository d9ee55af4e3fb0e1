package io.redfire.server.attach.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutageTest {
  private long now = Long.MAX_VALUE - 1;
  private final Outage outage = new Outage(() -> now);
  private int asked;

  private boolean isOver(boolean answers) {
    return outage.isOver(
        () -> {
          asked++;
          return answers;
        });
  }

  @Test
  void nobodyIsAskedWhereThereIsNone() {
    assertThat(isOver(false)).isTrue();
    assertThat(asked).isZero();
  }

  @Test
  void oneFindsOutNowAndThenAndTheOthersGoWithout() {
    outage.begin();
    assertThat(isOver(true)).isFalse();
    now += Outage.PAUSE.toNanos() - 1;
    assertThat(isOver(true)).isFalse();
    assertThat(asked).isZero();
    now++;
    boolean found =
        outage.isOver(
            () -> {
              assertThat(isOver(true)).isFalse();
              return false;
            });
    assertThat(found).isFalse();
    assertThat(isOver(true)).isFalse();
    assertThat(asked).isZero();
    now += Outage.PAUSE.toNanos();
    assertThat(isOver(true)).isTrue();
    assertThat(isOver(false)).isTrue();
    assertThat(asked).isEqualTo(1);
  }
}
