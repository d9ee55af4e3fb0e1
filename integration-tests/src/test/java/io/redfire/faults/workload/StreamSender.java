package io.redfire.faults.workload;

import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.client.ServerAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends some messages at a time on a {@code Connect} stream; what is not answered on it goes again,
 * in order and with the same ids, on another one. On a thread of its own.
 */
final class StreamSender implements Client, Runnable {
  private static final int MOST = 12;
  private static final int PATIENCE_MILLIS = 3000;

  private final String name;
  private final Witness witness;
  private final List<ServerAddress> servers;
  private final Rooms rooms;
  private final int pause;
  private final Random random;
  private final Words words;
  private final Pace pace = new Pace();
  private @Nullable Connected connected;
  private int streams;
  private volatile boolean settled;

  /**
   * @param servers the ways to each node
   * @param pause milliseconds between two bursts, about
   */
  StreamSender(
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
        send(burst());
        pace.betweenMessages(random, pause);
      }
      settled = !pace.isClosing();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  private List<Outgoing> burst() {
    List<Outgoing> burst = new ArrayList<>();
    int count = 1 + random.nextInt(MOST);
    for (int i = 0; i < count; i++) {
      burst.add(new Outgoing(rooms.pick(random), words.newId(), words.newText()));
    }
    return burst;
  }

  private void send(List<Outgoing> burst) throws InterruptedException {
    List<Outgoing> open = burst;
    while (!open.isEmpty() && !pace.isClosing()) {
      open = attempt(open);
      if (!open.isEmpty()) {
        leave();
        pace.betweenAttempts(random, 100);
      }
    }
  }

  /** Sends them all and returns, in order, those whose outcome is still unknown. */
  private List<Outgoing> attempt(List<Outgoing> messages) throws InterruptedException {
    Connected to = connect();
    Map<Long, Outgoing> open = new LinkedHashMap<>();
    for (Outgoing message : messages) {
      witness.sends(message, "stream-" + streams, false);
      open.put(to.stream().ask(frame -> frame.setSend(frame(message))), message);
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    boolean hopeful = true;
    while (hopeful && !open.isEmpty()) {
      Event answer = to.answers().poll(20, TimeUnit.MILLISECONDS);
      if (answer == null) {
        hopeful = to.stream().end().isEmpty() && System.nanoTime() < deadline;
      } else {
        hopeful = answered(answer, open);
      }
    }
    open.values().forEach(message -> witness.failed(message, Failure.NO_ANSWER));
    return List.copyOf(open.values());
  }

  /** A failure that passes leaves the message open, and what follows on the stream without hope. */
  private boolean answered(Event answer, Map<Long, Outgoing> open) {
    Outgoing message = open.get(answer.getRequest());
    if (message == null) {
      return true;
    }
    if (answer.hasAccepted()) {
      open.remove(answer.getRequest());
      witness.accepted(message, answer.getAccepted());
    } else if (answer.hasFailed()) {
      Failure failure = Failure.of(answer.getFailed().getStatus());
      if (failure.isPassing()) {
        return false;
      }
      open.remove(answer.getRequest());
      witness.failed(message, failure);
    }
    return true;
  }

  private static OutgoingMessage frame(Outgoing message) {
    return OutgoingMessage.newBuilder()
        .setRoom(message.room())
        .setId(message.id())
        .setText(message.text())
        .build();
  }

  private Connected connect() {
    Connected open = connected;
    if (open == null || open.stream().end().isPresent()) {
      leave();
      BlockingQueue<Event> answers = new LinkedBlockingQueue<>();
      streams++;
      ServerAddress server = servers.get(random.nextInt(servers.size()));
      open = new Connected(new ChatStream(server, name, hearing(answers)), answers);
      connected = open;
    }
    return open;
  }

  private static ChatStream.Listener hearing(BlockingQueue<Event> answers) {
    return new ChatStream.Listener() {
      @Override
      public void event(Event event) {
        answers.add(event);
      }

      @Override
      public void ended(Failure why) {}
    };
  }

  private void leave() {
    if (connected != null) {
      connected.stream().close();
      connected = null;
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

  /** A stream, and what it has answered. */
  private record Connected(ChatStream stream, BlockingQueue<Event> answers) {}
}
