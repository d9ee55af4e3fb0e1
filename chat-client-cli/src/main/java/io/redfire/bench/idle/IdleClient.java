package io.redfire.bench.idle;

import io.grpc.Status;
import io.redfire.bench.check.Arrivals;
import io.redfire.bench.check.Faults;
import io.redfire.bench.check.Stamp;
import io.redfire.bench.stream.Joining;
import io.redfire.bench.stream.Refusal;
import io.redfire.bench.stream.StreamEvents;
import io.redfire.chat.v1.Subscribed;

/** One client that listens to one room. Used on its stream's loop only. */
final class IdleClient implements StreamEvents {
  private final Findings findings;
  private final Joining joining;
  private final Arrivals arrivals;
  private boolean joined;

  IdleClient(int room, Findings findings, Joining joining) {
    this.findings = findings;
    this.joining = joining;
    this.arrivals = new Arrivals(room, 1);
  }

  /** What is wrong, where one probe went into its room and nothing more comes. */
  Faults faults(long seqOfProbe) {
    return arrivals.faults(seqOfProbe, 0);
  }

  @Override
  public void subscribed(Subscribed subscribed) {
    arrivals.startAfter(subscribed.getBounds().getLastSeq());
    joined = true;
    joining.joined();
  }

  @Override
  public void entry(long seq, boolean tagged, byte[] frame, int textAt, int textLength) {
    int sender = Stamp.sender(frame, textAt, textLength);
    long number = sender < 0 ? 0 : Stamp.number(frame, textAt);
    if (arrivals.take(seq, tagged, sender, number)) {
      findings.heard();
    }
  }

  @Override
  public void refused(long request, Refusal why) {
    if (joined) {
      findings.error("refused: " + why.reason());
    } else {
      joined = true;
      joining.failed(why.end());
    }
  }

  @Override
  public void disturbed(String how) {
    findings.error(how);
  }

  @Override
  public void ended(Status status) {
    if (joined) {
      findings.error("broken stream: " + Joining.describe(status, true));
    } else {
      joined = true;
      joining.failed(status);
    }
  }
}
