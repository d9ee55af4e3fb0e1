package io.redfire.server.session;

import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.CommandRun;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.DeliveryMark;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.MessagePin;
import io.redfire.chat.v1.MessageReaction;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.Pong;
import io.redfire.chat.v1.PresenceWatch;
import io.redfire.chat.v1.ReadMark;
import io.redfire.chat.v1.RoomClosed;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.RoomUnsubscription;
import io.redfire.chat.v1.TypingSign;
import io.redfire.chat.v1.Unsubscribed;
import io.redfire.chat.v1.Welcome;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.PresenceState;
import io.redfire.server.bot.CommandRuns;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Credentials;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one {@code Connect} stream: takes each frame to the session's loop, carries
 * it out there, and answers it.
 *
 * <p>gRPC calls it from one thread at a time. Frames that come before it is known who sends them
 * wait; they are bounded by the frames in flight.
 */
final class ConnectStream implements StreamObserver<ConnectRequest> {
  /** Stands for a frame that could not be read. */
  static final ConnectRequest MALFORMED = ConnectRequest.newBuilder().build();

  /** A stream without it is not counted as anybody's, so it must not stay. */
  private static final Duration HELLO_PATIENCE = Duration.ofSeconds(10);

  private final Session session;
  private final Requests requests;
  private final Credentials credentials;
  private final Welcome welcome;
  private final Admitting admitting;
  private final Sends sends;
  private final ReadMarks marks;
  private final TypingSigns typing;
  private final DeliveryMarks deliveries;
  private final PresenceFrames presence;
  private final InTurn inTurn;
  private final CommandRuns commands;
  private final Queue<ConnectRequest> early = new ArrayDeque<>();
  private Runnable onGreeting = () -> {};
  private boolean greeted;
  private @Nullable UserName user;

  ConnectStream(Session session, Services services, Credentials credentials, Welcome welcome) {
    this.session = session;
    this.requests = services.requests();
    this.credentials = credentials;
    this.welcome = welcome;
    this.admitting = new Admitting(session, services);
    this.sends = new Sends(session, services.log(), services.admission());
    this.marks = new ReadMarks(services);
    this.typing = new TypingSigns(services.admission(), services.bus());
    this.deliveries = new DeliveryMarks(services);
    this.presence = new PresenceFrames(session, services, credentials);
    this.inTurn = new InTurn(session);
    this.commands = services.commands();
  }

  /** Ends the stream where no hello comes. To be called once, on the session's loop. */
  void awaitHello() {
    onGreeting = session.afterUnless(HELLO_PATIENCE, this::tooLate);
  }

  private void tooLate() {
    session.fail(
        Problem.of(
            Reason.HELLO_LATE,
            "no hello came (expected: within "
                + HELLO_PATIENCE.toSeconds()
                + " s of the stream's start)"));
  }

  @Override
  public void onNext(ConnectRequest frame) {
    session.run(
        () -> {
          session.begin();
          if (greeted && user == null) {
            early.add(frame);
          } else {
            take(frame);
          }
        });
  }

  @Override
  public void onError(Throwable cancelled) {
    session.endSoon();
  }

  @Override
  public void onCompleted() {
    session.run(session::halfClose);
  }

  private void take(ConnectRequest frame) {
    try {
      handle(frame);
    } catch (Problem problem) {
      session.answer(Events.failed(frame.getRequest(), problem));
    }
  }

  @SuppressWarnings("ReferenceEquality") // An empty frame is equal to it, and yet can be read.
  private void handle(ConnectRequest frame) {
    if (frame == MALFORMED) {
      throw Problem.of(
          Reason.MALFORMED_REQUEST, "frame", "not a ConnectRequest, or text that is not UTF-8");
    }
    UserName known = user;
    if (known == null) {
      if (frame.getFrameCase() != ConnectRequest.FrameCase.HELLO) {
        session.fail(
            Problem.of(Reason.HELLO_EXPECTED, "frame", "first on a stream (expected: hello)"));
        return;
      }
      hello(frame.getRequest(), frame.getHello());
      return;
    }
    long request = frame.getRequest();
    switch (frame.getFrameCase()) {
      case SUBSCRIBE -> subscribe(request, frame.getSubscribe());
      case UNSUBSCRIBE -> unsubscribe(request, frame.getUnsubscribe());
      case SEND -> {
        OutgoingMessage message = frame.getSend();
        NewEntry entry = requests.send(known, message);
        sends.send(request, message.getId(), entry, requests.replicas(message.getAck()));
      }
      case EDIT -> {
        MessageEdit edit = frame.getEdit();
        NewEntry entry = requests.edit(known, edit);
        sends.send(request, edit.getId(), entry, requests.replicas(edit.getAck()));
      }
      case ERASE -> {
        MessageErasure erasure = frame.getErase();
        NewEntry entry = requests.erasure(known, erasure);
        sends.send(request, erasure.getId(), entry, requests.replicas(erasure.getAck()));
      }
      case REACT -> {
        MessageReaction reaction = frame.getReact();
        NewEntry entry = requests.reaction(known, reaction);
        sends.send(request, reaction.getId(), entry, requests.replicas(reaction.getAck()));
      }
      case PIN -> {
        MessagePin pin = frame.getPin();
        NewEntry entry = requests.pin(known, pin);
        sends.send(request, pin.getId(), entry, requests.replicas(pin.getAck()));
      }
      case PING ->
          session.answer(
              answer(request)
                  .setPong(Pong.newBuilder().setServerTime(Events.timestamp(requests.now())))
                  .build());
      case MARK_READ -> markRead(request, frame.getMarkRead());
      case TYPING -> typing(request, known, frame.getTyping());
      case MARK_DELIVERED -> markDelivered(request, frame.getMarkDelivered());
      case SET_PRESENCE -> {
        presence.show(frame.getSetPresence());
        session.leaveUnanswered();
      }
      case WATCH_PRESENCE -> watchPresence(request, frame.getWatchPresence());
      case RUN_COMMAND -> runCommand(request, known, frame.getRunCommand());
      case HELLO -> throw Problem.of(Reason.HELLO_REPEATED, "frame", "hello came before");
      case FRAME_NOT_SET ->
          throw Problem.of(Reason.UNKNOWN_FRAME, "frame", "none that this server knows");
    }
  }

  private void hello(long request, Hello hello) {
    greeted = true;
    onGreeting.run();
    int rooms = hello.getSubscriptionsCount();
    if (rooms > Limit.ROOMS_PER_STREAM) {
      // Without a good first frame there is nothing that this stream could go on with.
      session.fail(
          Problem.of(
              Reason.TOO_MANY_ROOMS,
              "subscriptions",
              rooms + " rooms (expected: at most " + Limit.ROOMS_PER_STREAM + ")"));
      return;
    }
    try {
      Optional<PresenceState> shown = Requests.firstPresence(hello.getPresence());
      admitting.admit(
          credentials,
          hello.getUser(),
          hello.getInbox(),
          presence,
          name -> welcome(request, hello, shown, name));
    } catch (Problem problem) {
      session.fail(problem);
    }
  }

  private void welcome(long request, Hello hello, Optional<PresenceState> shown, UserName name) {
    user = name;
    presence.start(shown);
    session.answer(
        answer(request)
            .setWelcome(
                welcome.toBuilder()
                    .setServerTime(Events.timestamp(requests.now()))
                    .setUser(name.value())
                    .setGuest(session.caller() instanceof Caller.Guest))
            .build());
    for (RoomSubscription wish : hello.getSubscriptionsList()) {
      session
          .subscriptions()
          .add(
              wish,
              subscribed -> session.tell(answer(request).setSubscribed(subscribed).build()),
              problem -> session.tell(Events.failed(request, problem.with("room", wish.getRoom()))),
              closed(wish.getRoom()));
    }
    for (ConnectRequest frame = early.poll(); frame != null; frame = early.poll()) {
      take(frame);
    }
  }

  private void subscribe(long request, RoomSubscription wish) {
    session
        .subscriptions()
        .add(
            wish,
            subscribed -> session.answer(answer(request).setSubscribed(subscribed).build()),
            problem -> session.answer(Events.failed(request, problem)),
            closed(wish.getRoom()));
  }

  private Consumer<Problem> closed(String room) {
    return why ->
        session.tell(
            Event.newBuilder()
                .setRoomClosed(RoomClosed.newBuilder().setRoom(room).setStatus(why.status()))
                .build());
  }

  private void unsubscribe(long request, RoomUnsubscription wish) {
    RoomName room = Requests.room(wish.getRoom());
    if (!session.subscriptions().remove(room)) {
      throw Problem.of(Reason.NOT_SUBSCRIBED, "room", "'" + room + "' is not followed here");
    }
    session.answer(
        answer(request).setUnsubscribed(Unsubscribed.newBuilder().setRoom(room.value())).build());
  }

  private void markRead(long request, ReadMark wish) {
    Caller caller = session.caller();
    session.await(
        inTurn.begin(wish.getRoom(), () -> marks.mark(caller, wish)),
        marked -> session.answer(answer(request).setMarkedRead(marked).build()),
        failure -> session.answer(Events.failed(request, Problem.from(failure))));
  }

  private void markDelivered(long request, DeliveryMark wish) {
    Caller caller = session.caller();
    session.await(
        inTurn.begin(wish.getRoom(), () -> deliveries.mark(caller, wish)),
        marked -> session.leaveUnanswered(),
        failure -> session.answer(Events.failed(request, Problem.from(failure))));
  }

  private void watchPresence(long request, PresenceWatch wish) {
    session.await(
        presence.watch(wish),
        watched -> session.leaveUnanswered(),
        failure -> session.answer(Events.failed(request, Problem.from(failure))));
  }

  private void typing(long request, UserName known, TypingSign sign) {
    session.await(
        typing.say(session.caller(), known, sign.getRoom(), session.word()),
        said -> session.leaveUnanswered(),
        failure -> session.answer(Events.failed(request, Problem.from(failure))));
  }

  private void runCommand(long request, UserName known, CommandRun run) {
    if (session.isStopping()) {
      throw Problem.of(Reason.STOPPING, "the server is stopping; connect again");
    }
    session.await(
        commands.run(session.caller(), known, run),
        accepted -> session.answer(answer(request).setCommandAccepted(accepted).build()),
        failure -> session.answer(Events.failed(request, Problem.from(failure))));
  }

  private static Event.Builder answer(long request) {
    return Event.newBuilder().setRequest(request);
  }
}
