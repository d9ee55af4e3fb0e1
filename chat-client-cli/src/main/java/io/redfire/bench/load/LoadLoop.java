package io.redfire.bench.load;

import io.redfire.bench.stream.Ids;
import io.redfire.bench.stream.Loops;
import io.redfire.bench.stream.WireBytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What runs on one event loop: its senders and members, and the turns of the senders. */
final class LoadLoop {
  final Tally tally = new Tally();
  final Ids ids = new Ids();
  final WireBytes senderBytes = new WireBytes();
  final WireBytes memberBytes = new WireBytes();
  final List<Sender> senders = new ArrayList<>();
  final List<Member> members = new ArrayList<>();

  private final Loops loops;
  private final int loop;
  private final RunClock clock;
  private final Schedule schedule;
  private long round;
  private int turn;

  LoadLoop(Loops loops, int loop, RunClock clock, Schedule schedule) {
    this.loops = loops;
    this.loop = loop;
    this.clock = clock;
    this.schedule = schedule;
  }

  void start(Window window) {
    members.forEach(member -> member.start(window));
    senders.sort(Comparator.comparingInt(Sender::number));
    senders.forEach(sender -> sender.start(window));
    if (schedule.isPaced() && !senders.isEmpty()) {
      takeTurns(window);
    }
  }

  /** Lets each sender send when it is its turn, and comes back for the next one. */
  private void takeTurns(Window window) {
    long now = clock.now();
    while (true) {
      Sender next = senders.get(turn);
      long due = window.start() + schedule.due(next.number(), round);
      if (due >= window.end()) {
        return;
      }
      if (due > now) {
        loops.schedule(loop, () -> takeTurns(window), due - now);
        return;
      }
      next.pump(now);
      turn++;
      if (turn == senders.size()) {
        turn = 0;
        round++;
      }
    }
  }
}
