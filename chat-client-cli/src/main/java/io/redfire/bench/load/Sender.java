package io.redfire.bench.load;

import io.grpc.Status;
import io.redfire.bench.BenchException;
import io.redfire.bench.check.Stamp;
import io.redfire.bench.stream.ConnectStream;
import io.redfire.bench.stream.Ids;
import io.redfire.bench.stream.Joining;
import io.redfire.bench.stream.Refusal;
import io.redfire.bench.stream.SendFrames;
import io.redfire.bench.stream.StreamEvents;
import io.redfire.chat.v1.Limits;
import io.redfire.chat.v1.Welcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One author of a room on a stream of its own. Used on that stream's loop only. */
final class Sender implements StreamEvents {
  private final LoadPlan plan;
  private final Schedule schedule;
  private final RunClock clock;
  private final int number;
  private final int room;
  private final ConnectStream stream;
  private final SendFrames frames;
  private final Ids ids;
  private final Tally tally;
  private final Joining joining;

  /** A request's number tells its slot in the low digits, so answers may come in any order. */
  private final long[] requests;

  private final long[] dues;
  private final int[] free;
  private int freeSlots;
  private final int slotBits;

  private @Nullable Window window;
  private boolean joined;
  private boolean broken;
  private long sent;
  private long refused;
  private long lastSeq;

  Sender(
      LoadPlan plan,
      Schedule schedule,
      RunClock clock,
      int number,
      String roomName,
      ConnectStream stream,
      Ids ids,
      Tally tally,
      Joining joining) {
    this.plan = plan;
    this.schedule = schedule;
    this.clock = clock;
    this.number = number;
    this.room = number / plan.senders();
    this.stream = stream;
    this.frames = new SendFrames(roomName);
    this.ids = ids;
    this.tally = tally;
    this.joining = joining;
    this.requests = new long[plan.inFlight()];
    this.dues = new long[plan.inFlight()];
    this.free = new int[plan.inFlight()];
    this.slotBits = Integer.SIZE - Integer.numberOfLeadingZeros(plan.inFlight() - 1);
    for (int slot = plan.inFlight() - 1; slot >= 0; slot--) {
      free[freeSlots++] = slot;
    }
  }

  int number() {
    return number;
  }

  int room() {
    return room;
  }

  long refused() {
    return refused;
  }

  /** The newest seq that was acknowledged to it. */
  long lastSeq() {
    return lastSeq;
  }

  int unanswered() {
    return plan.inFlight() - freeSlots;
  }

  boolean isBroken() {
    return broken;
  }

  /** How many sends were due and did not go, as too many before them were unanswered. */
  long unsent() {
    return window == null || !schedule.isPaced()
        ? 0
        : schedule.dueBefore(number, window.end() - window.start()) - sent;
  }

  void start(Window times) {
    window = times;
    if (!schedule.isPaced()) {
      pump(clock.now());
    }
  }

  /** Sends all that was due before the end and may go. */
  void pump(long now) {
    if (window == null || broken) {
      return;
    }
    while (freeSlots > 0) {
      long due = schedule.isPaced() ? window.start() + schedule.due(number, sent) : now;
      if (due > now || due >= window.end()) {
        return;
      }
      send(due);
    }
  }

  private void send(long due) {
    int slot = free[--freeSlots];
    sent++;
    long request = (sent << slotBits | slot) + ConnectStream.HELLO;
    requests[slot] = request;
    dues[slot] = due;
    stream.send(frames.frame(request, ids.next(), new Stamp(number, sent, due).text(plan.size())));
  }

  @Override
  public void accepted(long request, long seq) {
    long due = answered(request);
    if (due >= 0 && window != null) {
      lastSeq = Math.max(lastSeq, seq);
      long now = clock.now();
      tally.acknowledged(window, due, now);
      goOn(now);
    }
  }

  @Override
  public void refused(long request, Refusal why) {
    if (request == ConnectStream.HELLO) {
      fail(why.end());
    } else if (answered(request) >= 0) {
      refused++;
      tally.error("send refused: " + why.reason());
      goOn(clock.now());
    }
  }

  /** What waited for an answer goes now, unless it is too late. */
  private void goOn(long now) {
    if (window != null && now < window.end()) {
      pump(now);
    }
  }

  /** When the send that this answers was due; negative where it answers none. */
  private long answered(long request) {
    int slot = (int) ((request - ConnectStream.HELLO) & ((1L << slotBits) - 1));
    if (slot >= requests.length || requests[slot] != request) {
      tally.error("answer to nothing that was asked");
      return -1;
    }
    requests[slot] = 0;
    free[freeSlots++] = slot;
    return dues[slot];
  }

  @Override
  public void welcomed(Welcome welcome) {
    ids.serverTime(Instant.ofEpochSecond(welcome.getServerTime().getSeconds()));
    Limits limits = welcome.getLimits();
    if (plan.size() > limits.getMaxTextBytes()) {
      fail(tooMuch(plan.size() + " bytes of text", limits.getMaxTextBytes()));
    } else if (plan.inFlight() > limits.getMaxRequestsInFlight()) {
      fail(tooMuch(plan.inFlight() + " sends in flight", limits.getMaxRequestsInFlight()));
    } else {
      joined = true;
      joining.joined();
    }
  }

  private static BenchException tooMuch(String asked, int limit) {
    return new BenchException(
        Status.Code.INVALID_ARGUMENT,
        asked + " (expected: at most " + limit + ", the server's limit)");
  }

  private void fail(BenchException why) {
    if (!joined) {
      joined = true;
      joining.failed(why);
    }
  }

  @Override
  public void disturbed(String how) {
    tally.error(how);
  }

  @Override
  public void ended(Status status) {
    broken = true;
    if (joined) {
      tally.error("broken stream: " + Joining.describe(status, true));
    } else {
      joined = true;
      joining.failed(status);
    }
  }
}
