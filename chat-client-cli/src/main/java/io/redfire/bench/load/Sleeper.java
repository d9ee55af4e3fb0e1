package io.redfire.bench.load;

import io.grpc.Status;
import io.redfire.bench.stream.ConnectStream;
import io.redfire.bench.stream.Joining;
import io.redfire.bench.stream.Refusal;
import io.redfire.bench.stream.StreamEvents;
import io.redfire.chat.v1.Subscribed;
import io.redfire.chat.v1.Welcome;

/**
 * One reader that follows a room and then reads nothing any more, as a phone in a tunnel. Used on
 * its stream's loop only.
 */
final class Sleeper implements StreamEvents {
  private final ConnectStream stream;
  private final Tally tally;
  private final Joining joining;
  private boolean joined;

  Sleeper(ConnectStream stream, Tally tally, Joining joining) {
    this.stream = stream;
    this.tally = tally;
    this.joining = joining;
  }

  @Override
  public void welcomed(Welcome welcome) {
    stream.readOne();
  }

  @Override
  public void subscribed(Subscribed subscribed) {
    joined = true;
    joining.joined();
  }

  @Override
  public void refused(long request, Refusal why) {
    if (!joined) {
      joined = true;
      joining.failed(why.end());
    }
  }

  @Override
  public void ended(Status status) {
    if (joined) {
      tally.error("broken stream: " + Joining.describe(status, true));
    } else {
      joined = true;
      joining.failed(status);
    }
  }
}
