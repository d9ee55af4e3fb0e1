package io.redfire.faults.workload;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.client.ServerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message at a time by the unary method, again with the same id, to any node, until it is
 * answered; and now and then one again that was answered long ago. On a thread of its own.
 */
final class UnarySender implements Client, Runnable {
  private static final int REMEMBERED = 500;
  private static final int DEADLINE_SECONDS = 3;

  private final String name;
  private final Witness witness;
  private final List<ServerAddress> servers;
  private final Rooms rooms;
  private final int pause;
  private final Random random;
  private final Words words;
  private final Pace pace = new Pace();
  private final List<Outgoing> answered = new ArrayList<>();
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
    return !answered.isEmpty() && random.nextInt(20) == 0
        ? answered.get(random.nextInt(answered.size()))
        : new Outgoing(rooms.pick(random), words.newId(), words.newText());
  }

  private void send(Outgoing message) throws InterruptedException {
    String lane = answered.contains(message) ? "again" : "new";
    while (!pace.isClosing()) {
      witness.sends(message, lane, false);
      try {
        witness.accepted(message, ask(message));
        remember(message);
        return;
      } catch (StatusRuntimeException e) {
        Failure failure = Failure.of(e);
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

  private Accepted ask(Outgoing message) {
    return ChatServiceGrpc.newBlockingStub(channel())
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .sendMessage(
            SendMessageRequest.newBuilder()
                .setUser(name)
                .setMessage(
                    OutgoingMessage.newBuilder()
                        .setRoom(message.room())
                        .setId(message.id())
                        .setText(message.text()))
                .build())
        .getAccepted();
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
