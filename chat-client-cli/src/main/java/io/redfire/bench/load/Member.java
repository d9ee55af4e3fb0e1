package io.redfire.bench.load;

import io.grpc.Status;
import io.redfire.bench.check.Arrivals;
import io.redfire.bench.check.Faults;
import io.redfire.bench.check.Stamp;
import io.redfire.bench.stream.Joining;
import io.redfire.bench.stream.Refusal;
import io.redfire.bench.stream.StreamEvents;
import io.redfire.chat.v1.Subscribed;
import org.jspecify.annotations.Nullable;

/** One reader of a room on a stream of its own. Used on that stream's loop only. */
final class Member implements StreamEvents {
  private final RunClock clock;
  private final int room;
  private final Tally tally;
  private final Joining joining;
  private final Arrivals arrivals;
  private @Nullable Window window;
  private boolean joined;
  private boolean broken;
  private long now;

  Member(LoadPlan plan, RunClock clock, int room, Tally tally, Joining joining) {
    this.clock = clock;
    this.room = room;
    this.tally = tally;
    this.joining = joining;
    this.arrivals = new Arrivals(room * plan.senders(), plan.senders());
  }

  int room() {
    return room;
  }

  void start(Window times) {
    window = times;
  }

  /** True once nothing up to this seq is to be waited for. */
  boolean isDone(long seq) {
    return broken || arrivals.reached(seq);
  }

  boolean isBroken() {
    return broken;
  }

  Faults faults(long lastSeq, long refused) {
    return arrivals.faults(lastSeq, refused);
  }

  @Override
  public void frame() {
    now = clock.now();
  }

  @Override
  public void entry(long seq, boolean tagged, byte[] frame, int textAt, int textLength) {
    int sender = Stamp.sender(frame, textAt, textLength);
    long number = sender < 0 ? 0 : Stamp.number(frame, textAt);
    if (arrivals.take(seq, tagged, sender, number) && window != null) {
      tally.delivered(window, Stamp.due(frame, textAt), now);
    }
  }

  @Override
  public void subscribed(Subscribed subscribed) {
    arrivals.startAfter(subscribed.getBounds().getLastSeq());
    joined = true;
    joining.joined();
  }

  @Override
  public void refused(long request, Refusal why) {
    if (joined) {
      tally.error("refused: " + why.reason());
    } else {
      joined = true;
      joining.failed(why.end());
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
