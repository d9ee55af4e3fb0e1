package io.redfire.server.session;

import io.redfire.chat.v1.Event;
import io.redfire.core.log.Lane;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewForward;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.server.limit.SendTurns;
import io.redfire.server.right.Admission;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What one stream sends, on its way through the admission into the log.
 *
 * <p>Belongs to its session's loop. Whether something may be sent is mostly known at once, and then
 * it is appended at once; else it waits, and what comes after it waits behind it, so that a room
 * holds a sender's messages in the order in which they were sent. Where the admission fails in a
 * way that may pass, that is as a failed append: what comes after it is not appended either. Where
 * it came too soon, only what comes after it in the same room is refused until it comes again; slow
 * mode is about messages, so edits and erasures do not wait for one that it refused. Bounded by the
 * frames in flight.
 */
final class Sends {
  private final Session session;
  private final MessageLog log;
  private final Admission admission;
  private final Lane lane = new Lane();
  private final SendTurns turns = new SendTurns();
  private final SendTurns slowTurns = new SendTurns();
  private final Queue<Sent> waiting = new ArrayDeque<>();

  Sends(Session session, MessageLog log, Admission admission) {
    this.session = session;
    this.log = log;
    this.admission = admission;
  }

  /**
   * Appends something as soon as it may be, and answers.
   *
   * @param id as the client gave it; empty for none
   */
  void send(long request, String id, NewEntry entry, int replicas) {
    Optional<Problem> behind = behind(id, entry);
    if (behind.isPresent()) {
      // Not even counted: it would use up what the one before it waits for.
      session.answer(Events.failed(request, behind.get()));
      return;
    }
    CompletableFuture<NewEntry> admitted = admission.admit(session.caller(), entry);
    Sent sent = new Sent(request, id, entry, replicas, admitted);
    if (waiting.isEmpty() && admitted.isDone()) {
      goOn(sent);
    } else {
      waiting.add(sent);
      session.await(admitted, this::goOn);
    }
  }

  private void goOn() {
    for (Sent first = waiting.peek();
        first != null && first.admitted().isDone();
        first = waiting.peek()) {
      goOn(waiting.remove());
    }
  }

  private void goOn(Sent sent) {
    Optional<Problem> behind = behind(sent.id(), sent.asked());
    if (behind.isPresent()) {
      refuse(sent, behind.get());
      return;
    }
    NewEntry entry;
    try {
      entry = sent.admitted().join();
    } catch (CompletionException failure) {
      onRefusal(sent, Problem.from(failure));
      return;
    }
    append(sent, entry);
  }

  /** Why it has to wait for an earlier one, if it has. */
  private Optional<Problem> behind(String id, NewEntry entry) {
    long now = System.nanoTime();
    RoomName room = entry.room();
    Optional<Problem> limited =
        turns
            .behind(room, id, now)
            .map(wait -> Problem.tooOften("messages", wait).with("room", room.value()));
    if (limited.isPresent() || !isMessage(entry)) {
      return limited;
    }
    return slowTurns
        .behind(room, id, now)
        .map(
            wait ->
                Problem.later(
                        Reason.SLOW_MODE,
                        "an earlier message to room '"
                            + room
                            + "' waits (expected: the same again after "
                            + wait.toMillis()
                            + " ms)",
                        wait)
                    .with("room", room.value()));
  }

  private static boolean isMessage(NewEntry entry) {
    return entry instanceof NewMessage || entry instanceof NewForward;
  }

  private void onRefusal(Sent sent, Problem problem) {
    if (problem.mayPass() && lane.isBroken()) {
      refuse(
          sent,
          Problem.of(Reason.EARLIER_MESSAGE_FAILED, "an earlier message of this stream failed"));
      return;
    }
    if (problem.mayPass()) {
      lane.breakOff();
    } else if (problem.reason() == Reason.RATE_LIMITED) {
      held(turns, sent, problem);
    } else if (problem.reason() == Reason.SLOW_MODE) {
      held(slowTurns, sent, problem);
    }
    refuse(sent, problem);
  }

  private static void held(SendTurns turns, Sent sent, Problem problem) {
    Duration wait = problem.retryAfter().orElse(Duration.ZERO);
    turns.refused(sent.asked().room(), sent.id(), wait, System.nanoTime());
  }

  private void refuse(Sent sent, Problem problem) {
    session.answer(Events.failed(sent.request(), problem));
  }

  private void append(Sent sent, NewEntry entry) {
    if (session.isStopping()) {
      refuse(sent, Problem.of(Reason.STOPPING, "the server is stopping; connect again"));
      return;
    }
    var unused =
        log.append(entry, lane, sent.replicas())
            .whenComplete(
                (appended, failure) -> {
                  Problem problem = failure == null ? null : Problem.from(failure);
                  session.run(
                      () ->
                          session.answer(
                              problem != null
                                  ? Events.failed(sent.request(), problem)
                                  : Event.newBuilder()
                                      .setRequest(sent.request())
                                      .setAccepted(Events.accepted(entry, appended))
                                      .build()));
                });
  }

  /** Something sent, and whether it may be. */
  private record Sent(
      long request,
      String id,
      NewEntry asked,
      int replicas,
      CompletableFuture<NewEntry> admitted) {}
}
