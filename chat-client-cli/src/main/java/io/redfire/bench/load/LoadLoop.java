package io.redfire.bench.load;

import io.redfire.bench.check.Faults;
import io.redfire.bench.stream.Ids;
import io.redfire.bench.stream.Loops;
import io.redfire.bench.stream.WireBytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;

/** What runs on one event loop: its senders and members, and the turns of the senders. */
final class LoadLoop {
  final Tally tally = new Tally();
  final Ids ids = new Ids();
  final WireBytes senderBytes = new WireBytes();
  final WireBytes memberBytes = new WireBytes();
  final WireBytes sleeperBytes = new WireBytes();
  final List<Sender> senders = new ArrayList<>();
  final List<Member> members = new ArrayList<>();

  private final Loops loops;
  private final int loop;
  private final RunClock clock;
  private final Schedule schedule;
  private long round;
  private int turn;
  private boolean turning;

  LoadLoop(Loops loops, int loop, RunClock clock, Schedule schedule) {
    this.loops = loops;
    this.loop = loop;
    this.clock = clock;
    this.schedule = schedule;
  }

  /** Asks on the loop and waits for the answer. Any thread but the loop's. */
  <T> T ask(Callable<T> question) throws InterruptedException {
    return loops.ask(loop, question);
  }

  /** Tells the members when it is; all loops are told before any sender starts. */
  LoadLoop arm(Window window) {
    members.forEach(member -> member.start(window));
    return this;
  }

  void start(Window window) {
    senders.sort(Comparator.comparingInt(Sender::number));
    senders.forEach(sender -> sender.start(window));
    if (schedule.isPaced() && !senders.isEmpty()) {
      turning = true;
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
        turning = false;
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

  /** True if no answer is to be waited for; notes the newest acknowledged seq of each room. */
  boolean answered(long[] lastSeqs) {
    boolean answered = true;
    for (Sender sender : senders) {
      lastSeqs[sender.room()] = Math.max(lastSeqs[sender.room()], sender.lastSeq());
      answered &= sender.isBroken() || (!turning && sender.unanswered() == 0);
    }
    return answered;
  }

  /** True if no delivery up to these is to be waited for. */
  boolean delivered(long[] lastSeqs) {
    return members.stream().allMatch(member -> member.isDone(lastSeqs[member.room()]));
  }

  /** Adds what was seen; nothing that comes later counts. Returns the sum. */
  Tally.Sum finish(Tally.Sum sum, long[] refused) {
    for (Sender sender : senders) {
      // Neither need stand in the log, though their numbers are taken.
      refused[sender.room()] += sender.refused() + sender.unanswered();
      sum.unsent += sender.unsent();
      for (int i = sender.unanswered(); i > 0; i--) {
        tally.error("send not acknowledged");
      }
    }
    tally.addTo(sum);
    sum.senderOut += senderBytes.sent();
    sum.senderIn += senderBytes.received();
    sum.memberOut += memberBytes.sent();
    sum.memberIn += memberBytes.received();
    return sum;
  }

  Faults faults(long[] lastSeqs, long[] refused) {
    return members.stream()
        .map(member -> member.faults(lastSeqs[member.room()], refused[member.room()]))
        .reduce(Faults.NONE, Faults::plus);
  }
}
