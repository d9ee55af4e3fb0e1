package io.redfire.faults.workload;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.MessagePin;
import io.redfire.chat.v1.MessageReaction;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.PinMessageRequest;
import io.redfire.chat.v1.ReactToMessageRequest;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.client.ServerAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message at a time by the unary method, again with the same id, to any node, until it is
 * answered; and now and then one again that was answered long ago. One in four is about an earlier
 * message of its own: a reply, a reaction, a pin. On a thread of its own.
 */
final class UnarySender implements Client, Runnable {
  private static final int REMEMBERED = 500;
  private static final int DEADLINE_SECONDS = 3;
  private static final List<Outgoing.What> ABOUT =
      List.of(
          Outgoing.What.REPLY,
          Outgoing.What.THREAD,
          Outgoing.What.REACTION,
          Outgoing.What.REACTION,
          Outgoing.What.PIN);

  /** As a message is refused that is about one which the log lost, or about too many. */
  private static final Set<String> GONE =
      Set.of("MESSAGE_NOT_FOUND", "NOT_A_MESSAGE", "TOO_MANY_PINS");

  private final String name;
  private final Witness witness;
  private final List<ServerAddress> servers;
  private final Rooms rooms;
  private final int pause;
  private final Random random;
  private final Words words;
  private final Pace pace = new Pace();
  private final List<Outgoing> answered = new ArrayList<>();

  /** What was answered, and nothing was sent about yet: so nothing is done for the second time. */
  private final Deque<Outgoing> bare = new ArrayDeque<>();

  private @Nullable ManagedChannel channel;
  private volatile boolean settled;

  /**
   * @param servers the ways to each node
   * @param pause milliseconds between two messages, about
   */
  UnarySender(
      String name,
      Witness witness,
      List<ServerAddress> servers,
      Rooms rooms,
      int pause,
      long seed) {
    this.name = name;
    this.witness = witness;
    this.servers = servers;
    this.rooms = rooms;
    this.pause = pause;
    this.random = new Random(seed);
    this.words = new Words(name, random);
  }

  @Override
  public void run() {
    try {
      while (!pace.isSettling()) {
        send(next());
        pace.betweenMessages(random, pause);
      }
      settled = !pace.isClosing();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  private Outgoing next() {
    if (!answered.isEmpty() && random.nextInt(20) == 0) {
      return answered.get(random.nextInt(answered.size()));
    }
    Outgoing about = random.nextInt(4) == 0 ? bare.poll() : null;
    return about == null
        ? new Outgoing(rooms.pick(random), words.newId(), words.newText())
        : about(about);
  }

  private Outgoing about(Outgoing message) {
    Outgoing.What what = ABOUT.get(random.nextInt(ABOUT.size()));
    String text = what.isMessage() ? words.newText() : what == Outgoing.What.REACTION ? "👍" : "";
    return new Outgoing(message.room(), words.newId(), text, what, message.about());
  }

  private void send(Outgoing message) throws InterruptedException {
    String lane = answered.contains(message) ? "again" : "new";
    while (!pace.isClosing()) {
      witness.sends(message, lane, false);
      try {
        Accepted answer = ask(message);
        Place place = new Place(answer.getSeq(), answer.getTag());
        if (place.equals(message.about())) {
          witness.notDone(message, "AS_IT_IS");
        } else {
          witness.accepted(message, answer);
          remember(message);
          note(message, place);
        }
        return;
      } catch (StatusRuntimeException e) {
        Failure failure = Failure.of(e);
        if (message.what() != Outgoing.What.MESSAGE && GONE.contains(failure.reason())) {
          witness.notDone(message, failure.reason());
          return;
        }
        witness.failed(message, failure);
        if (!failure.isPassing()) {
          return;
        }
        leave();
        pace.betweenAttempts(random, 100);
      }
    }
  }

  private void remember(Outgoing message) {
    if (answered.size() < REMEMBERED && !answered.contains(message)) {
      answered.add(message);
    } else if (!answered.contains(message)) {
      answered.set(random.nextInt(REMEMBERED), message);
    }
  }

  private void note(Outgoing message, Place place) {
    if (message.what() == Outgoing.What.MESSAGE && bare.size() < REMEMBERED) {
      bare.add(new Outgoing(message.room(), "", "", Outgoing.What.MESSAGE, place));
    }
  }

  private Accepted ask(Outgoing message) {
    ChatServiceGrpc.ChatServiceBlockingStub server =
        ChatServiceGrpc.newBlockingStub(channel())
            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    return switch (message.what()) {
      case REACTION ->
          server
              .reactToMessage(
                  ReactToMessageRequest.newBuilder()
                      .setUser(name)
                      .setReaction(
                          MessageReaction.newBuilder()
                              .setRoom(message.room())
                              .setId(message.id())
                              .setEmoji(message.text())
                              .setSeq(message.about().seq())
                              .setTag(message.about().tag()))
                      .build())
              .getAccepted();
      case PIN ->
          server
              .pinMessage(
                  PinMessageRequest.newBuilder()
                      .setUser(name)
                      .setPin(
                          MessagePin.newBuilder()
                              .setRoom(message.room())
                              .setId(message.id())
                              .setSeq(message.about().seq())
                              .setTag(message.about().tag()))
                      .build())
              .getAccepted();
      default ->
          server
              .sendMessage(
                  SendMessageRequest.newBuilder().setUser(name).setMessage(words(message)).build())
              .getAccepted();
    };
  }

  private static OutgoingMessage words(Outgoing message) {
    OutgoingMessage.Builder words =
        OutgoingMessage.newBuilder()
            .setRoom(message.room())
            .setId(message.id())
            .setText(message.text());
    if (message.what() == Outgoing.What.REPLY) {
      words.setReplyToSeq(message.about().seq()).setReplyToTag(message.about().tag());
    } else if (message.what() == Outgoing.What.THREAD) {
      words.setThreadSeq(message.about().seq()).setThreadTag(message.about().tag());
    }
    return words.build();
  }

  private ManagedChannel channel() {
    ManagedChannel open = channel;
    if (open == null) {
      ServerAddress server = servers.get(random.nextInt(servers.size()));
      open = NettyChannelBuilder.forAddress(server.host(), server.port()).usePlaintext().build();
      channel = open;
    }
    return open;
  }

  private void leave() {
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void settle() {
    pace.settle();
  }

  @Override
  public boolean isSettled() {
    return settled;
  }

  @Override
  public Map<String, Place> places() {
    return Map.of();
  }

  @Override
  public void close() {
    pace.close();
  }
}
