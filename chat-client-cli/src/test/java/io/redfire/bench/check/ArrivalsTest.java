package io.redfire.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private final Arrivals arrivals = new Arrivals(10, 2);

  private void take(long seq, int sender, long number) {
    assertThat(arrivals.take(seq, true, sender, number)).isTrue();
  }

  @Test
  void eachOnceAndInOrderIsNoFault() {
    take(1, 10, 1);
    take(2, 11, 1);
    take(3, 10, 2);
    assertThat(arrivals.faults(3, 0)).isEqualTo(Faults.NONE);
    assertThat(arrivals.heard()).isEqualTo(3);
  }

  @Test
  void aHoleIsLost() {
    take(1, 10, 1);
    take(4, 10, 4);
    assertThat(arrivals.faults(4, 0)).isEqualTo(new Faults(2, 0, 0, 0, 0));
    assertThat(arrivals.heard()).isEqualTo(2);
  }

  @Test
  void whatWasAcknowledgedAndDidNotComeIsLost() {
    take(1, 10, 1);
    assertThat(arrivals.reached(3)).isFalse();
    assertThat(arrivals.faults(3, 0)).isEqualTo(new Faults(2, 0, 0, 0, 0));
  }

  @Test
  void aMessageThatNeverGotAPlaceInTheLogIsLost() {
    take(1, 10, 1);
    take(2, 10, 3);
    assertThat(arrivals.faults(2, 0)).isEqualTo(new Faults(1, 0, 0, 0, 0));
  }

  @Test
  void aRefusedSendIsNotLost() {
    take(1, 10, 1);
    take(2, 10, 3);
    assertThat(arrivals.faults(2, 1)).isEqualTo(Faults.NONE);
  }

  @Test
  void theSameEntryAgainIsRepeated() {
    take(1, 10, 1);
    take(2, 10, 2);
    take(1, 10, 1);
    take(2, 10, 2);
    assertThat(arrivals.faults(2, 0)).isEqualTo(new Faults(0, 2, 0, 0, 0));
  }

  @Test
  void theSameMessageAtTwoPlacesIsRepeated() {
    take(1, 10, 1);
    take(2, 10, 1);
    take(3, 10, 2);
    assertThat(arrivals.faults(3, 0)).isEqualTo(new Faults(0, 1, 0, 0, 0));
  }

  @Test
  void anEntryAfterALaterOneIsOutOfOrderAndNotLost() {
    take(1, 10, 1);
    take(3, 10, 3);
    take(2, 10, 2);
    take(4, 10, 4);
    assertThat(arrivals.faults(4, 0)).isEqualTo(new Faults(0, 0, 1, 0, 0));
  }

  @Test
  void anAuthorsLaterMessageAtAnEarlierPlaceIsOutOfOrder() {
    take(1, 10, 1);
    take(2, 11, 2);
    take(3, 11, 1);
    assertThat(arrivals.faults(3, 0)).isEqualTo(new Faults(0, 0, 1, 0, 0));
  }

  @Test
  void anEntryWithoutATagIsNoted() {
    assertThat(arrivals.take(1, false, 10, 1)).isTrue();
    assertThat(arrivals.faults(1, 0)).isEqualTo(new Faults(0, 0, 0, 1, 0));
  }

  @Test
  void whatNobodyOfTheRunWroteIsForeign() {
    assertThat(arrivals.take(1, true, -1, 0)).isFalse();
    assertThat(arrivals.take(2, true, 12, 1)).isFalse();
    assertThat(arrivals.take(3, true, 9, 1)).isFalse();
    assertThat(arrivals.faults(3, 0)).isEqualTo(new Faults(0, 0, 0, 0, 3));
  }

  @Test
  void aReaderThatComesLaterBeginsThere() {
    arrivals.startAfter(7);
    take(8, 10, 1);
    assertThat(arrivals.faults(8, 0)).isEqualTo(Faults.NONE);
    assertThat(arrivals.heard()).isEqualTo(1);
  }
}
