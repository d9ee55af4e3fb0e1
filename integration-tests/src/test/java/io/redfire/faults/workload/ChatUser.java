package io.redfire.faults.workload;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.chat.v1.Start;
import io.redfire.chat.v1.Subscribed;
import io.redfire.client.ChatClient;
import io.redfire.client.ChatException;
import io.redfire.client.ConnectionListener;
import io.redfire.client.RoomListener;
import io.redfire.client.ServerAddress;
import io.redfire.faults.history.StartKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A user of the product's own client: reads the rooms that it writes to, and leaves it to that
 * client to reconnect, to resume and to send again. Writes on a thread of its own.
 */
final class ChatUser implements Client, Runnable {
  private final String name;
  private final Witness witness;
  private final Rooms rooms;
  private final int pause;
  private final Random random;
  private final Words words;
  private final Pace pace = new Pace();
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final ChatClient client;

  /**
   * @param pause milliseconds between two messages, about
   */
  ChatUser(
      String name,
      Witness witness,
      List<ServerAddress> servers,
      List<String> rooms,
      int pause,
      long seed) {
    this.name = name;
    this.witness = witness;
    this.rooms = new Rooms(rooms);
    this.pause = pause;
    this.random = new Random(seed);
    this.words = new Words(name, random);
    this.client =
        ChatClient.builder(servers, name)
            .backoff(Duration.ofMillis(50), Duration.ofSeconds(1))
            .answerTimeout(Duration.ofSeconds(3))
            .maxUnanswered(100)
            .listener(new Connection())
            .connect();
    for (String room : rooms) {
      places.put(room, Place.START);
      var unused = client.subscribe(room, Start.newBuilder().setAfterSeq(0).build(), new Ear(room));
    }
  }

  @Override
  public void run() {
    try {
      while (!pace.isSettling()) {
        if (unanswered.get() < 50) {
          send(new Outgoing(rooms.pick(random), words.newId(), words.newText()));
        }
        pace.betweenMessages(random, pause);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Outgoing message) {
    unanswered.incrementAndGet();
    witness.sends(message, "client", true);
    var unused =
        client
            .send(message.room(), message.id(), message.text())
            .whenComplete((accepted, failed) -> answered(message, accepted, failed));
  }

  private void answered(Outgoing message, Accepted accepted, Throwable failed) {
    unanswered.decrementAndGet();
    if (failed == null) {
      witness.accepted(message, accepted);
    } else if (!pace.isClosing()) {
      witness.failed(message, Failure.of(failed));
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

  /** Nothing may be on its way, be it for the first time or once more after a rewind. */
  @Override
  public boolean isSettled() {
    try {
      client.allAnswered().get(50, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(name, e);
    }
  }

  @Override
  public Map<String, Place> places() {
    return new HashMap<>(places);
  }

  @Override
  public void close() {
    pace.close();
    client.close();
  }

  /** Hears one room. */
  private final class Ear implements RoomListener {
    private final String room;
    private boolean begun;

    Ear(String room) {
      this.room = room;
    }

    @Override
    public void onSubscribed(Subscribed subscribed) {
      if (!begun) {
        begun = true;
        witness.follows(room, StartKind.GIVEN, Place.START);
      }
    }

    @Override
    public void onEntry(Entry entry) {
      witness.entry(entry);
      places.put(room, new Place(entry.getSeq(), entry.getTag()));
    }

    @Override
    public void onRewound(RoomRewound rewound) {
      witness.rewound(rewound);
      places.put(room, Place.of(rewound.getCursor()));
    }

    @Override
    public void onTrimmed(HistoryTrimmed trimmed) {
      witness.trimmed(trimmed);
      places.put(room, Place.of(trimmed.getCursor()));
    }

    @Override
    public void onCaughtUp(CaughtUp caughtUp) {
      witness.caughtUp(caughtUp);
    }

    @Override
    public void onRefused(ChatException why) {
      witness.followFailed(room, Failure.of(why));
    }
  }

  private final class Connection implements ConnectionListener {
    @Override
    public void onResendRefused(String room, String id, ChatException why) {
      witness.failed(new Outgoing(room, id, ""), Failure.of(why));
    }
  }
}
