package io.redfire.server.session;

import io.grpc.stub.ServerCallStreamObserver;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Goodbye;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.RoomState;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.right.Action;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Credentials;
import io.redfire.server.right.Verdict;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Frame;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one open stream: the answers that wait to go out, and the cursors that have
 * something to read.
 *
 * <p>All state belongs to the session's loop. Nothing is written to a stream that is not ready:
 * entries wait in the log, and answers are bounded by the frames in flight, since the server reads
 * a further frame only for each answer that went out. What was signalled goes out last, when there
 * is nothing else to say; while there is, it is not kept for the stream.
 */
final class Session {
  private static final int FRAME_BYTES = 32 * 1024;
  private static final long RING_LATER_MILLIS = 250;

  private final Executor loop;
  private final ServerCallStreamObserver<Frame> stream;
  private final Subscriptions subscriptions;
  private final ScheduledExecutorService timer;
  private final Consumer<Session> onEnd;
  private final AtomicBoolean drainWaits = new AtomicBoolean();

  private final Queue<Outgoing> answers = new ArrayDeque<>();
  private final Queue<Cursor> rung = new ArrayDeque<>();
  private final Queue<Cursor> signalled = new ArrayDeque<>();
  private final PagePermits permits = new PagePermits();
  private final DeliveryTally tally;
  private int inFlight;
  private boolean halfClosed;
  private boolean endsCaughtUp;
  private boolean ended;
  private boolean draining;
  private @Nullable Problem ending;
  private @Nullable Caller caller;
  private final Authority authority;
  private final Admission admission;
  private final Credentials credentials;
  private final InstantSource clock;
  private final String word = Long.toHexString(ThreadLocalRandom.current().nextLong());
  private final List<Runnable> attached = new ArrayList<>();

  Session(
      Executor loop,
      ServerCallStreamObserver<Frame> stream,
      Services services,
      Credentials credentials,
      ScheduledExecutorService timer,
      ServerMetrics metrics,
      Consumer<Session> onEnd) {
    this.loop = loop;
    this.stream = stream;
    this.subscriptions =
        new Subscriptions(
            this, services.rooms(), services.log(), services.used(), services.blocking());
    this.timer = timer;
    this.tally = new DeliveryTally(metrics);
    this.authority = services.authority();
    this.admission = services.admission();
    this.credentials = credentials;
    this.clock = services.requests()::now;
    this.onEnd = onEnd;
  }

  /** It is known who calls, or who the caller is by now. */
  void admit(Caller known) {
    caller = known;
  }

  /** Who calls; only asked once that is known. */
  Caller caller() {
    return Objects.requireNonNull(caller, "caller");
  }

  /**
   * Whether the caller may read a room.
   *
   * @param now whether to go by the room as it is now, not by what is known of it
   */
  CompletableFuture<RoomState> mayRead(RoomName room, boolean now) {
    return now
        ? authority.authorizeNow(caller(), Action.READ, room)
        : authority.authorize(caller(), Action.READ, room);
  }

  /**
   * Whether the caller may see how far others have read a room.
   *
   * @param state that on which the right to read the room was granted
   */
  boolean maySeeReceipts(RoomName room, RoomState state) {
    return Verdict.decide(caller(), Action.SEE_RECEIPTS, room, state, clock.instant()) == null;
  }

  /**
   * Whether a page of history may be read for the caller.
   *
   * @return ends with zero where it may be now, else with how long to wait before asking again
   */
  CompletableFuture<Duration> pageTurn() {
    return admission.pageTurn(caller(), credentials);
  }

  /** A word that hardly any other stream has, on whichever node. */
  String word() {
    return word;
  }

  /** Something that lives as long as the stream; it is closed when that ends. */
  void attach(Runnable close) {
    attached.add(close);
  }

  /** Whether the client has taken all that was said so far, and waits for more. */
  boolean isIdle() {
    return stream.isReady() && answers.isEmpty();
  }

  /** Runs a task on the session's loop, unless the stream has ended. Any thread. */
  void run(Runnable task) {
    loop.execute(
        () -> {
          if (!ended) {
            task.run();
          }
        });
  }

  /** Runs a task on the session's loop, also when the stream has ended. Any thread. */
  void runAlways(Runnable task) {
    loop.execute(task);
  }

  boolean isEnded() {
    return ended;
  }

  /** The stream may be ready. Any thread. */
  void drainSoon() {
    if (drainWaits.compareAndSet(false, true)) {
      loop.execute(
          () -> {
            drainWaits.set(false);
            drain();
          });
    }
  }

  /** Where everything about it happens. */
  Executor loop() {
    return loop;
  }

  /** A cursor may have something to read. It says so once until it is asked. */
  void rung(Cursor cursor) {
    rung.add(cursor);
    drain();
  }

  /** There are signals for a cursor. It says so once until it is asked. */
  void signalled(Cursor cursor) {
    signalled.add(cursor);
    drain();
  }

  void ringLater(Cursor cursor) {
    later(cursor::ring);
  }

  /** Tries something again after a moment. */
  void later(Runnable task) {
    after(Duration.ofMillis(RING_LATER_MILLIS), task);
  }

  /** Does something here after a time, unless the stream has ended. */
  void after(Duration time, Runnable task) {
    var unused = timer.schedule(() -> run(task), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * As {@link #after}, unless it was called off; the timer keeps nothing of the stream from then
   * on, nor when that has ended.
   *
   * @return calls it off
   */
  Runnable afterUnless(Duration time, Runnable task) {
    ScheduledFuture<?> waiting =
        timer.schedule(() -> run(task), time.toMillis(), TimeUnit.MILLISECONDS);
    Runnable callOff = () -> waiting.cancel(false);
    attach(callOff);
    return callOff;
  }

  /** Goes on here with the answer. */
  <T> void await(CompletableFuture<T> answer, Consumer<T> then, Consumer<Throwable> failed) {
    var unused =
        answer.whenComplete(
            (value, failure) ->
                run(
                    () -> {
                      if (failure == null) {
                        then.accept(value);
                      } else {
                        failed.accept(failure);
                      }
                    }));
  }

  /** Goes on here when the future ends, however it ends. */
  void await(CompletableFuture<?> future, Runnable then) {
    var unused = future.whenComplete((done, failure) -> run(then));
  }

  /** A frame came in. It is in flight until it is answered. */
  void begin() {
    inFlight++;
  }

  /** Answers a frame that is in flight. */
  void answer(Event event) {
    answers.add(new Outgoing(Events.bytes(event), 1));
    inFlight--;
    drainSoon();
  }

  /** A frame that is in flight needs no answer: the client may send another one for it at once. */
  void leaveUnanswered() {
    inFlight--;
    if (!halfClosed) {
      stream.request(1);
    }
    drainSoon();
  }

  /** Says something that is no frame's answer. */
  void tell(Event event) {
    answers.add(new Outgoing(Events.bytes(event), 0));
    drainSoon();
  }

  /** The client sends nothing more: ends when all is answered. */
  void halfClose() {
    halfClosed = true;
    drainSoon();
  }

  /** Ends the stream once its only room is caught up with. */
  void endCaughtUp() {
    endsCaughtUp = true;
  }

  boolean endsCaughtUp() {
    return endsCaughtUp;
  }

  /** What its cursors need to hold a page. */
  PagePermits permits() {
    return permits;
  }

  /** Counts what goes into the frame that is being made. */
  DeliveryTally tally() {
    return tally;
  }

  /** The rooms that the stream follows. */
  Subscriptions subscriptions() {
    return subscriptions;
  }

  /** A cursor is gone: nothing is to be read for it. */
  void forget(Cursor cursor) {
    rung.remove(cursor);
    signalled.remove(cursor);
    permits.forget(cursor);
  }

  private void drain() {
    if (draining) {
      // A cursor that is being asked may ring others; the round that goes on comes to them.
      return;
    }
    draining = true;
    try {
      while (!ended && stream.isReady() && writeFrame()) {}
    } finally {
      draining = false;
    }
    endWhereDone();
  }

  /** Writes one frame; false where there is nothing for one. */
  private boolean writeFrame() {
    Frame frame = new Frame();
    int answered = 0;
    while (frame.size() < FRAME_BYTES && !answers.isEmpty()) {
      Outgoing answer = answers.remove();
      frame.add(answer.event());
      answered += answer.credit();
    }
    while (frame.size() < FRAME_BYTES && !rung.isEmpty()) {
      Cursor cursor = rung.remove();
      if (cursor.take(frame, FRAME_BYTES)) {
        // It has more: the others first, then it again.
        cursor.ring();
      }
    }
    if (frame.size() == 0) {
      // Only now, since it must never keep anything waiting that is worth keeping.
      while (frame.size() < FRAME_BYTES && !signalled.isEmpty()) {
        signalled.remove().takeSignals(frame);
      }
    }
    if (frame.size() == 0) {
      return false;
    }
    stream.onNext(frame);
    tally.sent();
    if (!halfClosed && answered > 0) {
      stream.request(answered);
    }
    return true;
  }

  private void endWhereDone() {
    if (ended || !answers.isEmpty()) {
      return;
    }
    boolean answered = inFlight == 0 && !subscriptions.isOpening();
    boolean caughtUp = endsCaughtUp && subscriptions.isCaughtUp();
    if (caughtUp || (halfClosed && answered)) {
      end();
      stream.onCompleted();
    } else if (ending != null && answered) {
      end();
      stream.onError(ending.toException());
    }
  }

  /** Ends the stream with a problem. */
  void fail(Problem problem) {
    if (!ended) {
      end();
      stream.onError(problem.toException());
    }
  }

  /** Says goodbye, and ends the stream as soon as all that is in flight is answered. */
  void stop(Duration reconnectAfter) {
    run(
        () -> {
          if (ending == null) {
            ending = stopping();
            tell(
                Event.newBuilder()
                    .setGoodbye(
                        Goodbye.newBuilder().setReconnectAfter(Events.duration(reconnectAfter)))
                    .build());
          }
        });
  }

  private static Problem stopping() {
    return Problem.of(Reason.STOPPING, "the server is stopping; connect again");
  }

  /** Ends the stream because the server stops, whatever is in flight. Any thread. */
  void endStopped() {
    run(() -> fail(stopping()));
  }

  /** Whether the server is about to end this stream. */
  boolean isStopping() {
    return ending != null;
  }

  /** Lets go of everything; nothing is written after it. */
  void end() {
    if (!ended) {
      ended = true;
      subscriptions.clear();
      answers.clear();
      attached.forEach(Runnable::run);
      attached.clear();
      onEnd.accept(this);
    }
  }

  /** As {@link #end}, from any thread. */
  void endSoon() {
    loop.execute(this::end);
  }

  /**
   * An event on its way out.
   *
   * @param credit how many frames the client may send for it
   */
  private record Outgoing(byte[] event, int credit) {}
}
