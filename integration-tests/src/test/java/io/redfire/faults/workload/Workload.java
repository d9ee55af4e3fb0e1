package io.redfire.faults.workload;

import io.redfire.client.ServerAddress;
import io.redfire.faults.history.HistoryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * All clients of a run, and the threads that they run on. For the thread of the run.
 *
 * <p>It begins with its making; {@link #settle}, {@link #awaitConvergence} and {@link #close}
 * follow in that order.
 */
public final class Workload implements AutoCloseable {

  /**
   * How many clients of which kind there are.
   *
   * @param pause milliseconds between two messages of one sender, about
   */
  public record Size(
      int rooms, int unarySenders, int streamSenders, int readers, int users, int pause) {}

  private final List<Client> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param ways the ways of a client to each node, by the client's name
   * @param history takes all that clients do, hear and see
   * @param complaints hears what no client should ever be told
   */
  public Workload(
      Size size,
      Rooms rooms,
      Function<String, List<ServerAddress>> ways,
      Consumer<HistoryEvent> history,
      Consumer<String> complaints,
      long seed) {
    Function<String, Witness> witnesses = name -> new Witness(name, history, complaints);
    Random random = new Random(seed);
    for (int i = 1; i <= size.readers(); i++) {
      String name = "reader-" + i;
      List<String> followed = rooms.pick(random, 2 + random.nextInt(4));
      start(
          new StreamReader(
              name, witnesses.apply(name), ways.apply(name), followed, random.nextLong()));
    }
    for (int i = 1; i <= size.users(); i++) {
      String name = "user-" + i;
      List<String> followed = rooms.pick(random, 2 + random.nextInt(3));
      start(
          new ChatUser(
              name,
              witnesses.apply(name),
              ways.apply(name),
              followed,
              2 * size.pause(),
              random.nextLong()));
    }
    for (int i = 1; i <= size.unarySenders(); i++) {
      String name = "unary-" + i;
      start(
          new UnarySender(
              name,
              witnesses.apply(name),
              ways.apply(name),
              rooms,
              size.pause(),
              random.nextLong()));
    }
    for (int i = 1; i <= size.streamSenders(); i++) {
      String name = "stream-" + i;
      start(
          new StreamSender(
              name,
              witnesses.apply(name),
              ways.apply(name),
              rooms,
              4 * size.pause(),
              random.nextLong()));
    }
  }

  private <T extends Client & Runnable> void start(T client) {
    clients.add(client);
    Thread thread = new Thread(client, client.name());
    threads.add(thread);
    thread.start();
  }

  /** Lets all clients finish what they have begun, and waits for it. */
  public void settle(Duration patience) {
    clients.forEach(Client::settle);
    Awaitility.await()
        .atMost(patience)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> clients.stream().allMatch(Client::isSettled));
  }

  /**
   * Waits until all readers are at the ends of their rooms.
   *
   * @param ends asks for the end of each room now
   * @return what is missing at the end of the patience; nothing, if all goes well
   */
  public Map<String, String> awaitConvergence(Function<String, Place> ends, Duration patience) {
    try {
      Awaitility.await()
          .atMost(patience)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> missing(ends).isEmpty());
      return Map.of();
    } catch (ConditionTimeoutException late) {
      return missing(ends);
    }
  }

  private Map<String, String> missing(Function<String, Place> ends) {
    Map<String, Place> known = new TreeMap<>();
    Map<String, String> missing = new TreeMap<>();
    for (Client client : clients) {
      client
          .places()
          .forEach(
              (room, place) -> {
                Place end = known.computeIfAbsent(room, ends);
                if (!place.equals(end)) {
                  missing.put(client.name() + " in " + room, place + ", not " + end);
                }
              });
    }
    return missing;
  }

  @Override
  public void close() {
    clients.forEach(Client::close);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
