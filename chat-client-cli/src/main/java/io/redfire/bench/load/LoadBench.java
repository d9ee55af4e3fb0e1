package io.redfire.bench.load;

import io.redfire.bench.stream.ConnectStream;
import io.redfire.bench.stream.Connection;
import io.redfire.bench.stream.Joining;
import io.redfire.bench.stream.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Puts a load on servers and reports what it saw. For one thread and one run. */
public final class LoadBench {
  private static final int OPENING_AT_ONCE = 64;
  private static final int STREAM_WINDOW = 1024 * 1024;
  private static final long BREATH = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LoadPlan plan;
  private final LoadProgress progress;
  private final RunClock clock = new RunClock();
  private final Joining joining = new Joining(OPENING_AT_ONCE);
  private final List<LoadLoop> loads = new ArrayList<>();
  private final List<Connection> connections = new ArrayList<>();

  /** For this plan. */
  public LoadBench(LoadPlan plan, LoadProgress progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @throws io.redfire.bench.BenchException where it cannot begin
   */
  public LoadReport run() throws InterruptedException {
    try (Loops loops = new Loops(plan.threads())) {
      Schedule schedule = new Schedule(plan.rate(), plan.allSenders());
      for (int loop = 0; loop < loops.count(); loop++) {
        loads.add(new LoadLoop(loops, loop, clock, schedule));
      }
      open(loops, schedule);
      Window window = start(loops);
      watch(loops, window);
      long[] lastSeqs = drain(loops);
      LoadReport report = report(loops, lastSeqs);
      connections.forEach(Connection::close);
      return report;
    }
  }

  private void open(Loops loops, Schedule schedule) throws InterruptedException {
    List<Connection> places = places(loops);
    String run = String.format("bench-%08x-", ThreadLocalRandom.current().nextInt());
    int stream = 0;
    for (int number = 0; number < plan.rooms() * plan.members(); number++) {
      int room = number % plan.rooms();
      Connection place = places.get(stream++);
      LoadLoop load = loads.get(place.loop());
      Member member = new Member(plan, clock, room, load.tally, joining);
      place.execute(() -> load.members.add(member));
      ConnectStream opened = ConnectStream.on(place, load.memberBytes);
      joining.open(() -> opened.open("reader", List.of(run + room), member));
    }
    for (int number = 0; number < plan.allSenders(); number++) {
      Connection place = places.get(stream++);
      LoadLoop load = loads.get(place.loop());
      ConnectStream opened = ConnectStream.on(place, load.senderBytes);
      String room = run + number / plan.senders();
      Sender sender =
          new Sender(plan, schedule, clock, number, room, opened, load.ids, load.tally, joining);
      place.execute(() -> load.senders.add(sender));
      String user = "writer-" + number;
      joining.open(() -> opened.open(user, List.of(), sender));
    }
    joining.await();
  }

  /** For each stream its connection: nodes in turn, and the connections of a node in turn. */
  private List<Connection> places(Loops loops) {
    int nodes = plan.nodes().size();
    List<List<Connection>> byNode = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      int streams = (plan.streams() + nodes - 1 - node) / nodes;
      List<Connection> own = new ArrayList<>();
      for (int i = 0; i < plan.connections(streams); i++) {
        int loop = connections.size() % loops.count();
        Connection connection = new Connection(plan.nodes().get(node), loops, loop, STREAM_WINDOW);
        own.add(connection);
        connections.add(connection);
      }
      byNode.add(own);
    }
    List<Connection> places = new ArrayList<>();
    for (int stream = 0; stream < plan.streams(); stream++) {
      List<Connection> own = byNode.get(stream % nodes);
      places.add(own.get(stream / nodes % own.size()));
    }
    return places;
  }

  private Window start(Loops loops) {
    long start = clock.now() + BREATH;
    long from = start + plan.warmUp().toNanos();
    Window window = new Window(start, from, from + plan.duration().toNanos());
    for (int loop = 0; loop < loops.count(); loop++) {
      LoadLoop load = loads.get(loop);
      loops.schedule(loop, () -> load.start(window), start - clock.now());
    }
    return window;
  }

  private void watch(Loops loops, Window window) throws InterruptedException {
    long sends = 0;
    long deliveries = 0;
    for (long next = window.start() + SECOND; ; next += SECOND) {
      sleepUntil(Math.min(next, window.end()));
      if (next > window.end()) {
        return;
      }
      long nowSends = 0;
      long nowDeliveries = 0;
      long errors = 0;
      boolean alive = false;
      for (int loop = 0; loop < loops.count(); loop++) {
        LoadLoop load = loads.get(loop);
        Glance glance = loops.ask(loop, () -> Glance.at(load));
        nowSends += glance.sends;
        nowDeliveries += glance.deliveries;
        errors += glance.errors;
        alive |= glance.alive;
      }
      progress.second(
          new LoadProgress.Second(
              next <= window.from() ? "warm-up" : "measuring",
              nowSends - sends,
              nowDeliveries - deliveries,
              errors));
      sends = nowSends;
      deliveries = nowDeliveries;
      if (!alive) {
        return;
      }
    }
  }

  private record Glance(long sends, long deliveries, long errors, boolean alive) {
    static Glance at(LoadLoop load) {
      return new Glance(
          load.tally.acks(),
          load.tally.deliveries(),
          load.tally.errors(),
          !load.senders.stream().allMatch(Sender::isBroken));
    }
  }

  /** Waits for all answers and deliveries; returns the newest acknowledged seq of each room. */
  private long[] drain(Loops loops) throws InterruptedException {
    long deadline = clock.now() + plan.drain().toNanos();
    while (true) {
      boolean late = clock.now() >= deadline;
      long[] lastSeqs = new long[plan.rooms()];
      boolean answered = true;
      for (int loop = 0; loop < loops.count(); loop++) {
        LoadLoop load = loads.get(loop);
        answered &= loops.ask(loop, () -> readAnswers(load, lastSeqs));
      }
      boolean delivered = true;
      for (int loop = 0; loop < loops.count(); loop++) {
        LoadLoop load = loads.get(loop);
        delivered &=
            loops.ask(
                loop, () -> load.members.stream().allMatch(m -> m.isDone(lastSeqs[m.room()])));
      }
      if (late || (answered && delivered)) {
        return lastSeqs;
      }
      sleepUntil(clock.now() + BREATH / 5);
    }
  }

  private static boolean readAnswers(LoadLoop load, long[] lastSeqs) {
    boolean answered = true;
    for (Sender sender : load.senders) {
      lastSeqs[sender.room()] = Math.max(lastSeqs[sender.room()], sender.lastSeq());
      answered &= sender.isBroken() || sender.unanswered() == 0;
    }
    return answered;
  }

  private LoadReport report(Loops loops, long[] lastSeqs) throws InterruptedException {
    Tally.Sum sum = new Tally.Sum();
    long[] refused = new long[plan.rooms()];
    long unsent = 0;
    long[] bytes = new long[4];
    for (int loop = 0; loop < loops.count(); loop++) {
      LoadLoop load = loads.get(loop);
      unsent +=
          loops.ask(
              loop,
              () -> {
                for (Sender sender : load.senders) {
                  refused[sender.room()] += sender.refused();
                  for (int i = sender.unanswered(); i > 0; i--) {
                    load.tally.error("send not acknowledged");
                  }
                }
                load.tally.addTo(sum);
                bytes[0] += load.senderBytes.sent();
                bytes[1] += load.senderBytes.received();
                bytes[2] += load.memberBytes.sent();
                bytes[3] += load.memberBytes.received();
                return load.senders.stream().mapToLong(Sender::unsent).sum();
              });
    }
    Faults faults = Faults.NONE;
    for (int loop = 0; loop < loops.count(); loop++) {
      LoadLoop load = loads.get(loop);
      faults =
          faults.plus(
              loops.ask(
                  loop,
                  () ->
                      load.members.stream()
                          .map(m -> m.faults(lastSeqs[m.room()], refused[m.room()]))
                          .reduce(Faults.NONE, Faults::plus)));
    }
    return new LoadReport(
        plan,
        connections.size(),
        sum.windowAcks,
        sum.windowDeliveries,
        sum.acks,
        sum.deliveries,
        unsent,
        sum.acknowledged,
        sum.delivered,
        faults,
        sum.errors,
        new LoadReport.Traffic(bytes[0], bytes[1], bytes[2], bytes[3]));
  }

  private void sleepUntil(long time) throws InterruptedException {
    long nanos = time - clock.now();
    if (nanos > 0) {
      TimeUnit.NANOSECONDS.sleep(nanos);
    }
  }
}
