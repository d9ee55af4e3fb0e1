package io.redfire.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.bus.Signal;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentSignalsTest {
  private long now;
  private final RecentSignals signals = new RecentSignals(() -> now);

  private static Signal typing(String user, String stream) {
    return new Signal.Typing(new UserName(user), stream);
  }

  @Test
  void theNewestOfAUserCountsAndEachIsTakenOnce() {
    signals.heard(typing("alice", "one"));
    signals.heard(typing("bob", "two"));
    signals.heard(typing("alice", "three"));

    RoomSignals first = signals.since(0);
    signals.heard(typing("bob", "four"));
    RoomSignals second = signals.since(first.upTo());

    assertThat(first.signals()).containsExactly(typing("bob", "two"), typing("alice", "three"));
    assertThat(second.signals()).containsExactly(typing("bob", "four"));
    assertThat(second.complete()).isTrue();
    assertThat(signals.since(second.upTo()).signals()).isEmpty();
  }

  @Test
  void whatIsOldIsToldToNobody() {
    signals.heard(typing("alice", ""));
    now += RecentSignals.LIFE.toNanos() - 1;
    assertThat(signals.since(0).signals()).hasSize(1);
    now++;
    assertThat(signals.since(0).signals()).isEmpty();
  }

  @Test
  void tooManyLeaveTheNewestAndWhoWasLateHearsThatThereWereMore() {
    List<Signal> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      all.add(new Signal.Read(new RoomName("room" + i)));
    }
    all.subList(0, RecentSignals.MOST).forEach(signals::heard);
    RoomSignals some = signals.since(0);
    all.subList(RecentSignals.MOST, all.size()).forEach(signals::heard);

    RoomSignals rest = signals.since(some.upTo());

    assertThat(some.complete()).isTrue();
    assertThat(rest.complete()).isFalse();
    assertThat(rest.signals())
        .containsExactlyElementsOf(all.subList(all.size() - RecentSignals.MOST, all.size()));
    assertThat(signals.since(rest.upTo()).complete()).isTrue();
  }

  @Test
  void whatMayHaveBeenMissedIsTold() {
    signals.heard(typing("alice", ""));
    long taken = signals.since(0).upTo();
    signals.missed();
    assertThat(signals.since(taken).complete()).isFalse();
    assertThat(signals.since(signals.since(taken).upTo()).complete()).isTrue();
  }
}
