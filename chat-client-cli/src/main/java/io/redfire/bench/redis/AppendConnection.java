package io.redfire.bench.redis;

import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.log.PipelinedAppends;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * One connection's appends to its own rooms: keeps so many calls under way until the window is
 * over, and checks where each message came to stand. For one thread.
 *
 * <p>It sends half of its calls while Redis works on the other half, so that Redis never waits for
 * this JVM.
 */
final class AppendConnection implements Callable<AppendConnection.Tally> {
  private static final UserName SENDER = new UserName("bench");

  /**
   * What came of it.
   *
   * @param messages appended inside the window
   * @param misplaced messages that do not stand right after the one before
   * @param latencies nanoseconds from the call's way out to its answer, for each message
   */
  record Tally(long messages, long misplaced, Histogram latencies) {}

  private record Sent(int room, int messages, long at) {}

  private final PipelinedAppends appends;
  private final List<RoomName> rooms;
  private final int calls;
  private final int batch;
  private final String text;
  private final Window window;
  private final long[] heads;
  private final Queue<Sent> flying = new ArrayDeque<>();
  private final Histogram latencies = new Histogram(3);
  private long messages;
  private long misplaced;
  private int turn;

  AppendConnection(
      PipelinedAppends appends,
      List<RoomName> rooms,
      int calls,
      int batch,
      String text,
      Window window) {
    this.appends = appends;
    this.rooms = rooms;
    this.calls = calls;
    this.batch = batch;
    this.text = text;
    this.window = window;
    this.heads = new long[rooms.size()];
  }

  @Override
  public Tally call() {
    boolean over = false;
    while (!over || !flying.isEmpty()) {
      for (; flying.size() < calls && !over; over = window.isOver(System.nanoTime())) {
        send();
      }
      receive(Math.min(Math.max(1, calls / 2), flying.size()));
    }
    return new Tally(messages, misplaced, latencies);
  }

  private void send() {
    int at = turn;
    turn = (turn + 1) % rooms.size();
    RoomName room = rooms.get(at);
    flying.add(new Sent(at, batch, System.nanoTime()));
    appends.send(room, IntStream.range(0, batch).mapToObj(i -> message(room)).toList());
  }

  private NewMessage message(RoomName room) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new NewMessage(room, MessageId.create(), SENDER, now, text);
  }

  private void receive(int answers) {
    List<List<Position>> places = appends.receive(answers);
    long now = System.nanoTime();
    for (List<Position> call : places) {
      Sent sent = flying.remove();
      for (Position place : call) {
        if (place.seq() != ++heads[sent.room()]) {
          misplaced++;
          heads[sent.room()] = place.seq();
        }
      }
      misplaced += Math.abs(sent.messages() - call.size());
      if (window.holds(now)) {
        messages += call.size();
        latencies.recordValueWithCount(now - sent.at(), call.size());
      }
    }
  }
}
