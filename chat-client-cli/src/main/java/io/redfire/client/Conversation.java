package io.redfire.client;

import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.DeliveryMark;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.PresenceState;
import io.redfire.chat.v1.RoomUnsubscription;
import io.redfire.chat.v1.Start;
import io.redfire.chat.v1.TypingSign;
import io.redfire.chat.v1.Welcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The state of one client over all its connections. Its package-private methods may be called from
 * any thread; everything else runs on its loop, so no state has a lock.
 *
 * <p>There is at most one {@link Link} at a time. {@link Sending} moves messages onto it. Events
 * move the {@link Followings} and are handed to the {@link Delivery}, which lets the link read on
 * when listeners have heard them. When a link is lost, rooms stop believing what arrives, and the
 * next link starts from what they hold: both the wishes to follow and the messages are simply asked
 * again.
 *
 * <p>Wishes to follow go as frames of their own right behind the {@code Hello}, not inside it: each
 * then has its own request number, so that a refusal tells which room it is about.
 */
final class Conversation implements Link.Owner {
  private static final Duration TICK = Duration.ofSeconds(1);

  private final ClientOptions options;
  private final Loop loop = new Loop("redfire-client", this::broken);
  private final Delivery delivery = new Delivery(loop, this::told, this::listenerFailed);
  private final Sending sending;
  private final Followings followings = new Followings();
  private final Presences presences;
  private final TypingPace typing = new TypingPace(System::nanoTime);
  private final Backoff backoff;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private @Nullable Link link;
  private boolean everWelcomed;
  private boolean guest;
  private int nextServer;
  private boolean connectWhenTold;

  Conversation(ClientOptions options) {
    this.options = options;
    this.presences = new Presences(options.shown());
    this.sending = new Sending(loop, options.ack(), options.listener());
    this.backoff =
        new Backoff(options.firstBackoff(), options.longestBackoff(), options.servers().size());
  }

  void start() {
    loop.execute(this::connect);
  }

  void send(Outgoing message) {
    loop.execute(
        () -> {
          if (ended.isDone()) {
            message.answer().completeExceptionally(closed());
          } else {
            sending.add(message, followings);
          }
        });
  }

  /** Now or never: it is not worth keeping for another time. */
  void typing(String room) {
    loop.execute(
        () -> {
          Link to = link;
          if (to != null && to.isReady() && typing.isDue(room)) {
            var unused =
                to.say(
                    ConnectRequest.newBuilder().setTyping(TypingSign.newBuilder().setRoom(room)));
          }
        });
  }

  void show(PresenceState state) {
    loop.execute(
        () -> {
          presences.show(state);
          if (link != null && link.isWelcomed()) {
            presences.sayShown(link);
          }
        });
  }

  void watchPresence(Set<String> users) {
    loop.execute(
        () -> {
          presences.watch(users);
          if (link != null && link.isWelcomed()) {
            presences.sayWatched(link);
          }
        });
  }

  Subscription follow(String room, Start start, RoomListener listener) {
    Following following =
        new Following(room, start, listener, gone -> loop.execute(() -> leave(gone)));
    loop.execute(() -> join(following));
    return following;
  }

  CompletableFuture<Void> allAnswered() {
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    loop.execute(() -> sending.whenAllAnswered(waiter));
    return waiter;
  }

  CompletableFuture<Void> ended() {
    return ended;
  }

  void close() {
    CompletableFuture<Optional<Link>> last = new CompletableFuture<>();
    loop.execute(
        () -> {
          Optional<Link> cut = Optional.ofNullable(link);
          end(null);
          last.complete(cut);
        });
    if (!loop.isHere() && !delivery.isHere()) {
      awaitEnd(last);
    }
  }

  private static void awaitEnd(CompletableFuture<Optional<Link>> last) {
    try {
      Optional<Link> cut = last.join();
      if (cut.isPresent()) {
        cut.get().awaitEnd(1_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect() {
    if (ended.isDone() || link != null) {
      return;
    }
    if (delivery.room() == 0) {
      // Listeners have not heard yet what the last connection brought; more would pile up.
      connectWhenTold = true;
      return;
    }
    ServerAddress server = options.servers().get(nextServer++ % options.servers().size());
    ManagedChannel channel;
    try {
      channel =
          options
              .channels()
              .channelTo(server)
              .executor(loop)
              .disableServiceConfigLookUp()
              .keepAliveTime(30, TimeUnit.SECONDS)
              .keepAliveTimeout(10, TimeUnit.SECONDS)
              .build();
    } catch (ChatException e) {
      end(e);
      return;
    }
    Link opened = new Link(server, channel, this, delivery.room());
    link = opened;
    sending.connecting(opened);
    opened.open();
    Hello hello =
        Hello.newBuilder()
            .setUser(options.user())
            .setClient(options.program())
            .setInbox(options.inbox() != null)
            .setPresence(presences.first())
            .build();
    opened.ask(new Asked.Greeting(), ConnectRequest.newBuilder().setHello(hello));
    followings.all().forEach(following -> wish(opened, following));
    watch(opened);
  }

  /** Ends a link that owes an answer and is silent: a half-open one, or a server that hangs. */
  private void watch(Link watched) {
    loop.later(
        TICK,
        () -> {
          if (watched != link) {
            return;
          }
          if (watched.isWelcomed() && watched.unanswered() == 0) {
            backoff.succeeded();
          }
          if (options.receipts() && !guest && watched.isReady()) {
            tellDelivered(watched);
          }
          boolean owes = watched.unanswered() > 0 || watched.goodbye() != null;
          owes &= delivery.room() > 0;
          if (owes && watched.nanosSinceSignOfLife() > options.answerTimeout().toNanos()) {
            lose(new ChatException(Code.DEADLINE_EXCEEDED, "", "the server does not answer"));
          } else {
            watch(watched);
          }
        });
  }

  /**
   * Of each room the newest only, with the tick of the clock: however much came, it is one frame.
   */
  private void tellDelivered(Link to) {
    for (Following following : followings.all()) {
      following
          .deliveredSinceTold()
          .ifPresent(
              seq ->
                  following.toldDelivered(
                      to.say(
                          ConnectRequest.newBuilder()
                              .setMarkDelivered(
                                  DeliveryMark.newBuilder()
                                      .setRoom(following.room())
                                      .setSeq(seq)))));
    }
  }

  @Override
  public void ready(Link on) {
    sending.pump();
  }

  @Override
  public void ended(Link on, ChatException why) {
    lose(why);
  }

  @Override
  public void frame(Link on, ConnectResponse frame) {
    List<Runnable> tell = new ArrayList<>();
    for (Event event : frame.getEventsList()) {
      if (on == link) {
        Runnable one = event(on, event);
        if (one != null) {
          tell.add(one);
        }
      }
    }
    if (!tell.isEmpty()) {
      delivery.deliver(tell);
    } else if (on == link) {
      on.allow(1);
    }
    sending.pump();
  }

  @Override
  public void broken(RuntimeException thrown) {
    end(new ChatException(Code.INTERNAL, "CLIENT_BROKEN", "the client's own fault: " + thrown));
  }

  private void told() {
    if (connectWhenTold) {
      connectWhenTold = false;
      connect();
    } else if (link != null) {
      link.allow(1);
    }
  }

  private @Nullable Runnable event(Link on, Event event) {
    switch (event.getEventCase()) {
      case WELCOME -> welcome(on, event);
      case ACCEPTED -> accepted(on, event);
      case SUBSCRIBED -> {
        backoff.succeeded();
        if (on.answered(event.getRequest()) instanceof Asked.FollowingRoom asked) {
          return asked.room().subscribed(event.getSubscribed());
        }
      }
      case FAILED -> {
        return failed(on, event);
      }
      case ROOM_REWOUND -> {
        Runnable tell = followings.moved(event);
        sending.rewound(event.getRoomRewound());
        return tell;
      }
      case ENTRY -> {
        Runnable tell = followings.moved(event);
        if (tell != null) {
          sending.read(event.getEntry());
        }
        return tell;
      }
      case CAUGHT_UP -> {
        Runnable tell = followings.moved(event);
        if (tell != null) {
          sending.read(event.getCaughtUp());
        }
        return tell;
      }
      case ROOM_CLOSED -> {
        return followings.closed(event.getRoomClosed());
      }
      case INBOX_ROOM -> {
        InboxListener inbox = options.inbox();
        return inbox == null ? null : () -> inbox.onRoom(event.getInboxRoom());
      }
      case PRESENCE -> {
        PresenceListener presence = options.presence();
        return presence == null ? null : () -> presence.onPresence(event.getPresence());
      }
      case GOODBYE -> {
        on.leaveFor(event.getGoodbye());
        on.signOfLife();
      }
      case UNSUBSCRIBED, PONG -> {
        on.answered(event.getRequest());
      }
      default -> {
        return followings.moved(event);
      }
    }
    return null;
  }

  private void welcome(Link on, Event event) {
    on.answered(event.getRequest());
    Welcome welcome = event.getWelcome();
    on.welcomed();
    everWelcomed = true;
    guest = welcome.getGuest();
    sending.welcomed(welcome);
    presences.sayAll(on);
    options.listener().onConnected(on.server(), welcome);
  }

  private void accepted(Link on, Event event) {
    backoff.succeeded();
    if (on.answered(event.getRequest()) instanceof Asked.Sending asked) {
      Accepted answer = event.getAccepted();
      sending.accepted(asked.message(), answer, followings.belie(answer));
    }
  }

  private @Nullable Runnable failed(Link on, Event event) {
    ChatException why = ChatException.of(event.getFailed().getStatus());
    Asked asked = on.answered(event.getRequest());
    if (asked == null || asked instanceof Asked.Leaving) {
      if (presences.isToBeAskedAgain(event.getRequest(), why)) {
        loop.later(Presences.pause(why), () -> watchAgain(on));
      } else if (asked == null) {
        followings.deliveryRefused(event.getRequest(), why);
      }
      return null;
    }
    if (why.isTooSoon() && why.retryAfter().isPresent() && !(asked instanceof Asked.Greeting)) {
      tooSoon(on, asked, why, why.retryAfter().get());
      return null;
    }
    if (why.isRetryable() || isOwed(asked, why)) {
      // Nothing newer may overtake what failed, so all of it starts again on a new stream.
      lose(why);
      return null;
    }
    if (asked instanceof Asked.Sending refused) {
      sending.refused(refused.message(), why);
    } else if (asked instanceof Asked.FollowingRoom room) {
      return followings.remove(room.room()) ? room.room().refused(why) : null;
    } else {
      end(why);
    }
    return null;
  }

  /** Somebody was told that it stands in the log: a store that is full now does not undo that. */
  private static boolean isOwed(Asked asked, ChatException why) {
    return asked instanceof Asked.Sending owed
        && owed.message().wasAnswered()
        && why.code() == Code.RESOURCE_EXHAUSTED;
  }

  /** The connection is well: what came too soon is asked again on it. */
  private void tooSoon(Link on, Asked asked, ChatException why, Duration wait) {
    if (asked instanceof Asked.Sending refused) {
      sending.tooSoon(refused.message(), why, wait);
    } else if (asked instanceof Asked.FollowingRoom room) {
      loop.later(
          wait,
          () -> {
            if (on == link && !room.room().isClosed()) {
              wish(on, room.room());
            }
          });
    }
  }

  private void watchAgain(Link on) {
    if (on == link) {
      presences.sayWatched(on);
    }
  }

  private void join(Following following) {
    if (ended.isDone() || following.isClosed()) {
      return;
    }
    if (!followings.add(following)) {
      Runnable refused =
          following.refused(
              new ChatException(Code.ALREADY_EXISTS, "", "this client follows the room already"));
      delivery.deliver(List.of(refused));
    } else if (link != null) {
      wish(link, following);
    }
  }

  private void leave(Following following) {
    if (followings.remove(following) && link != null) {
      RoomUnsubscription gone = RoomUnsubscription.newBuilder().setRoom(following.room()).build();
      link.ask(new Asked.Leaving(), ConnectRequest.newBuilder().setUnsubscribe(gone));
    }
  }

  private static void wish(Link on, Following following) {
    on.ask(
        new Asked.FollowingRoom(following),
        ConnectRequest.newBuilder().setSubscribe(following.wish()));
  }

  /** Drops the link, and plans the next one unless there is none to hope for. */
  private void lose(ChatException why) {
    Link lost = link;
    if (lost == null) {
      return;
    }
    if (why.isFinalForStream() && lost.goodbye() == null) {
      end(why);
      return;
    }
    if (why.isConnectionRefusedForGood() && isFirstRoundOver()) {
      end(why.from(lost.server()));
      return;
    }
    drop(lost);
    Optional<Duration> asked =
        lost.goodbye() == null
            ? why.retryAfter()
            : Optional.of(
                Backoff.jittered(ProtoTimes.duration(lost.goodbye().getReconnectAfter())));
    Duration wait = backoff.next(asked);
    options.listener().onLost(lost.server(), why, wait);
    loop.later(wait, this::connect);
  }

  /**
   * Whether each server was tried and none ever took us. After that a failure is more likely one of
   * certificates that are being replaced, which passes.
   */
  private boolean isFirstRoundOver() {
    return !everWelcomed && nextServer >= options.servers().size();
  }

  private void drop(Link lost) {
    link = null;
    lost.cut();
    sending.disconnected();
    followings.interrupted();
    typing.forget();
  }

  private void listenerFailed(RuntimeException thrown) {
    end(new ChatException(Code.INTERNAL, "LISTENER_FAILED", "a listener threw " + thrown));
  }

  private void end(@Nullable ChatException why) {
    if (ended.isDone()) {
      return;
    }
    if (link != null) {
      drop(link);
    }
    followings.all().forEach(Following::close);
    ChatException told = why == null ? closed() : why;
    sending.end(told);
    if (why == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(why);
    }
  }

  private static ChatException closed() {
    return new ChatException(Code.CANCELLED, "CLOSED", "the client is closed");
  }
}
