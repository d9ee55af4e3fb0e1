package io.redfire.faults.history.check;

import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.HistoryLine;
import io.redfire.faults.history.Level;
import io.redfire.faults.history.MayLose;
import java.util.ArrayList;
import java.util.List;

/** What went wrong when. For one thread. */
final class Faults {
  /** The end is counted as never until it is written. */
  private static final class Period {
    final String name;
    final String room;
    final MayLose mayLose;
    final long began;
    final long beganLine;
    long endedLine = Long.MAX_VALUE;

    Period(HistoryLine line, HistoryEvent.FaultBegan fault) {
      name = fault.name();
      room = fault.room();
      mayLose = fault.mayLose();
      began = line.millis();
      beganLine = line.number();
    }

    boolean isIn(String of) {
      return room.isEmpty() || room.equals(of);
    }

    boolean reachesBackTo(long millis) {
      return mayLose.backMillis() >= began - millis;
    }
  }

  private final List<Period> periods = new ArrayList<>();

  void took(HistoryLine line) {
    if (line.event() instanceof HistoryEvent.FaultBegan began) {
      periods.add(new Period(line, began));
    } else if (line.event() instanceof HistoryEvent.FaultEnded ended) {
      for (Period period : periods) {
        if (period.name.equals(ended.name()) && period.endedLine == Long.MAX_VALUE) {
          period.endedLine = line.number();
        }
      }
    }
  }

  /**
   * Whether something may have taken a message that was sent with the line {@code sent} and
   * acknowledged at {@code millis}.
   */
  boolean mayHaveTaken(String room, Level level, int replicas, long sent, long millis) {
    return periods.stream()
        .anyMatch(
            period ->
                period.isIn(room)
                    && period.endedLine > sent
                    && period.reachesBackTo(millis)
                    && period.mayLose.covers(level, replicas));
  }

  /** Whether anything in the room may have been taken before this line. */
  boolean mayHaveRewound(String room, long before) {
    return periods.stream()
        .anyMatch(
            period ->
                period.isIn(room) && period.beganLine < before && period.mayLose.isAnything());
  }

  boolean mayEverRewind(String room) {
    return mayHaveRewound(room, Long.MAX_VALUE);
  }
}
