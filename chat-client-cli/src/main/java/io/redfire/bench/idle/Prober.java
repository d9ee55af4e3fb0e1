package io.redfire.bench.idle;

import io.grpc.Status;
import io.redfire.bench.check.Stamp;
import io.redfire.bench.stream.ConnectStream;
import io.redfire.bench.stream.Ids;
import io.redfire.bench.stream.Joining;
import io.redfire.bench.stream.Refusal;
import io.redfire.bench.stream.SendFrames;
import io.redfire.bench.stream.StreamEvents;
import io.redfire.chat.v1.Welcome;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Sends one message into each room, and knows their seqs. Used on its stream's loop only. */
final class Prober implements StreamEvents {
  private final List<String> rooms;
  private final ConnectStream stream;
  private final Findings findings;
  private final Joining joining;
  private final Ids ids = new Ids();
  private final long[] seqs;
  private final CountDownLatch unanswered;
  private int next;
  private int inFlight;
  private boolean joined;
  private boolean ended;

  Prober(List<String> rooms, ConnectStream stream, Findings findings, Joining joining) {
    this.rooms = rooms;
    this.stream = stream;
    this.findings = findings;
    this.joining = joining;
    this.seqs = new long[rooms.size()];
    this.unanswered = new CountDownLatch(rooms.size());
  }

  /** Sends; later ones follow as answers come, so that none waits in a buffer. */
  void start() {
    for (int i = 0; i < inFlight; i++) {
      sendNext();
    }
  }

  /** Reaches zero when all probes are answered, or never will be. Any thread may wait for it. */
  CountDownLatch unanswered() {
    return unanswered;
  }

  /** The seq of the probe of a room; 0 where it was not accepted. */
  long seq(int room) {
    return seqs[room];
  }

  private void sendNext() {
    if (next < rooms.size() && !ended) {
      int room = next++;
      byte[] text = new Stamp(room, 1, 0).text(Stamp.LENGTH);
      long request = ConnectStream.HELLO + 1 + room;
      stream.send(new SendFrames(rooms.get(room)).frame(request, ids.next(), text));
    }
  }

  @Override
  public void welcomed(Welcome welcome) {
    ids.serverTime(Instant.ofEpochSecond(welcome.getServerTime().getSeconds()));
    inFlight = Math.max(1, welcome.getLimits().getMaxRequestsInFlight());
    joined = true;
    joining.joined();
  }

  @Override
  public void accepted(long request, long seq) {
    seqs[(int) (request - ConnectStream.HELLO - 1)] = seq;
    unanswered.countDown();
    sendNext();
  }

  @Override
  public void refused(long request, Refusal why) {
    if (request == ConnectStream.HELLO) {
      joined = true;
      joining.failed(why.end());
      return;
    }
    findings.error("probe refused: " + why.reason());
    unanswered.countDown();
    sendNext();
  }

  @Override
  public void ended(Status status) {
    ended = true;
    if (!joined) {
      joined = true;
      joining.failed(status);
      return;
    }
    findings.error("broken stream: " + Joining.describe(status, true));
    while (unanswered.getCount() > 0) {
      findings.error("probe not acknowledged");
      unanswered.countDown();
    }
  }
}
