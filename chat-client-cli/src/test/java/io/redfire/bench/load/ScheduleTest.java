package io.redfire.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void sendersTakeTurnsAtEqualDistances() {
    Schedule schedule = new Schedule(1_000, 4);
    long[] dues =
        IntStream.range(0, 12).mapToLong(i -> schedule.due(i % 4, i / 4)).sorted().toArray();
    assertThat(dues).containsExactly(LongStream.range(0, 12).map(i -> i * 1_000_000).toArray());
  }

  @Test
  void allSendersTogetherMakeTheRate() {
    for (double rate : new double[] {0.5, 3, 1_000, 12_345.6}) {
      for (int senders : new int[] {1, 3, 7, 1_000}) {
        Schedule schedule = new Schedule(rate, senders);
        long all =
            IntStream.range(0, senders).mapToLong(s -> schedule.dueBefore(s, 10 * SECOND)).sum();
        assertThat(all).as("%s/s of %s", rate, senders).isEqualTo((long) Math.ceil(rate * 10));
      }
    }
  }

  @Test
  void whatIsDueAtTheEndIsNotBeforeIt() {
    Schedule schedule = new Schedule(10, 1);
    assertThat(schedule.dueBefore(0, SECOND)).isEqualTo(10);
    assertThat(schedule.dueBefore(0, SECOND + 1)).isEqualTo(11);
    assertThat(schedule.dueBefore(0, 0)).isZero();
  }
}
