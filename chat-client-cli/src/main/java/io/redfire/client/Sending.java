package io.redfire.client;

import io.grpc.Status.Code;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Limits;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.chat.v1.Welcome;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What one client sends, over all its connections. Used on the client's own thread only.
 *
 * <p>Messages wait in the {@link Outbox}, and {@link #pump} moves them onto the link while it is
 * welcome, ready and below the server's limit. When a link is lost, everything in flight goes back
 * to the outbox. Accepted messages that a followed room turns out not to hold (a rewind, another
 * entry in their place, an earlier end; see {@link AcceptedMemory}) go back too, with their ids,
 * and what is in flight to that room is asked for once more. What answers a message of the client's
 * own, or is in its thread, says its tag too, and goes where that one stands by then.
 *
 * <p>What the server refuses since it came too soon goes back likewise, and out again when it said:
 * where the refusal is about one room, the messages to that room wait, else all of them.
 */
final class Sending {
  private static final int DEFAULT_IN_FLIGHT = 32;
  private static final Duration LONGEST_NAP = Duration.ofSeconds(1);

  private final Loop loop;
  private final AckTarget ack;
  private final ConnectionListener listener;
  private final Outbox outbox = new Outbox();
  private final AcceptedMemory accepted = new AcceptedMemory(1024, 4L << 20);
  private final MessageIds ids = new MessageIds(Clock.systemUTC());
  private final Pace pace = new Pace(System::nanoTime);
  private final List<CompletableFuture<Void>> waiters = new ArrayList<>();
  private @Nullable Link link;
  private int mostInFlight = DEFAULT_IN_FLIGHT;
  private int mostTextBytes = Integer.MAX_VALUE;

  Sending(Loop loop, AckTarget ack, ConnectionListener listener) {
    this.loop = loop;
    this.ack = ack;
    this.listener = listener;
  }

  void add(Outgoing message, Followings readers) {
    message.tieTo(accepted, readers);
    outbox.add(message);
    pump();
  }

  /** Completes it when nothing is unanswered. */
  void whenAllAnswered(CompletableFuture<Void> waiter) {
    waiters.add(waiter);
    tellIfAllAnswered();
  }

  /** From now on messages go there, once it is welcome. */
  void connecting(Link to) {
    link = to;
    accepted.connecting();
  }

  void welcomed(Welcome welcome) {
    if (welcome.hasServerTime()) {
      ids.serverTime(ProtoTimes.instant(welcome.getServerTime()));
    }
    Limits limits = welcome.getLimits();
    mostInFlight =
        limits.getMaxRequestsInFlight() > 0 ? limits.getMaxRequestsInFlight() : DEFAULT_IN_FLIGHT;
    mostTextBytes = limits.getMaxTextBytes() > 0 ? limits.getMaxTextBytes() : Integer.MAX_VALUE;
  }

  /** The link is lost: everything in flight waits for the next one. */
  void disconnected() {
    link = null;
    outbox.takeBackAll();
  }

  /** Sends what may go. */
  void pump() {
    Link to = link;
    while (to != null && to == link && to.isReady() && to.unanswered() < pace.most(mostInFlight)) {
      Outgoing next = outbox.takeNext();
      if (next == null) {
        break;
      }
      if (com.google.common.base.Utf8.encodedLength(next.text()) > mostTextBytes) {
        fail(next, tooLong());
      } else {
        to.ask(new Asked.Sending(next), ConnectRequest.newBuilder().setSend(next.frame(ids, ack)));
      }
    }
    tellIfAllAnswered();
  }

  /**
   * A message was accepted.
   *
   * @param isBelied whether the reader of its room was given something else at its place
   */
  void accepted(Outgoing message, Accepted answer, boolean isBelied) {
    if (message.isInDoubt()) {
      // An answer that waited for replicas comes late. Asked again, the same id tells for sure.
      outbox.takeBack(message);
      return;
    }
    pace.accepted();
    outbox.accepted(message);
    if (isBelied && message.belied(answer)) {
      // The answer was under way when the log was replaced, and the reader is ahead of it.
      outbox.takeBack(message);
      return;
    }
    message.standing().at(answer);
    outbox.answered(message);
    accepted.add(message, answer);
    message.answer().complete(answer);
  }

  /** A message was refused for good, unless what it answers was lost and stands elsewhere now. */
  void refused(Outgoing message, ChatException why) {
    if (message.isTiedElsewhere()) {
      outbox.takeBack(message);
    } else {
      fail(message, why);
    }
  }

  private void fail(Outgoing message, ChatException why) {
    message.standing().givenUp();
    outbox.answered(message);
    if (!message.answer().completeExceptionally(why)) {
      listener.onResendRefused(message.room(), message.id(), why);
    }
  }

  /**
   * A message was refused since it came too soon: the connection is well, and it goes out again.
   */
  void tooSoon(Outgoing message, ChatException why, Duration wait) {
    outbox.takeBack(message);
    String room = message.room();
    boolean begins = pace.rest().isZero() && outbox.rest(room).isZero();
    if (why.isAboutRoom()) {
      boolean isNew = outbox.rest(room).isZero();
      outbox.pause(room, wait);
      if (isNew) {
        goOnLater(room);
      }
    } else {
      boolean isNew = pace.rest().isZero();
      pace.refused(wait);
      if (isNew) {
        goOnLater();
      }
    }
    if (begins) {
      listener.onRateLimited(room, wait);
    }
  }

  /** In short naps, so that one whose messages are gone meanwhile is not held for hours. */
  private void goOnLater(String room) {
    loop.later(
        nap(outbox.rest(room)),
        () -> {
          if (!outbox.rest(room).isZero()) {
            goOnLater(room);
          } else {
            outbox.goOn(room);
            pump();
          }
        });
  }

  private void goOnLater() {
    loop.later(
        nap(pace.rest()),
        () -> {
          if (!pace.rest().isZero() && !outbox.isEmpty()) {
            goOnLater();
          } else {
            pump();
          }
        });
  }

  private static Duration nap(Duration rest) {
    return rest.compareTo(LONGEST_NAP) > 0 ? LONGEST_NAP : rest;
  }

  void rewound(RoomRewound rewound) {
    outbox.doubt(rewound.getRoom());
    resend(rewound.getRoom(), accepted.withdraw(rewound));
  }

  /** An entry may show that what was accepted at its place does not stand. */
  void read(Entry entry) {
    resend(entry.getRoom(), accepted.withdraw(entry));
  }

  /** And so may the end of the log. */
  void read(CaughtUp end) {
    resend(end.getRoom(), accepted.withdraw(end));
  }

  private void resend(String room, List<Outgoing> withdrawn) {
    if (!withdrawn.isEmpty()) {
      outbox.doubt(room);
      withdrawn.forEach(message -> message.standing().lost());
      withdrawn.forEach(outbox::takeBack);
      listener.onResending(room, withdrawn.size());
    }
  }

  /** Fails everything that is unanswered. */
  void end(ChatException why) {
    outbox.removeAll().forEach(message -> message.answer().completeExceptionally(why));
    tellIfAllAnswered();
  }

  private void tellIfAllAnswered() {
    if (outbox.isEmpty()) {
      List<CompletableFuture<Void>> told = List.copyOf(waiters);
      waiters.clear();
      told.forEach(waiter -> waiter.complete(null));
    }
  }

  private ChatException tooLong() {
    return new ChatException(
        Code.INVALID_ARGUMENT,
        "TEXT_TOO_LONG",
        "the text is too long (expected: at most " + mostTextBytes + " bytes of UTF-8)");
  }
}
