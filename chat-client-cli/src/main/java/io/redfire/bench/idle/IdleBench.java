package io.redfire.bench.idle;

import io.redfire.bench.check.Faults;
import io.redfire.bench.metrics.Reading;
import io.redfire.bench.metrics.ServerMetrics;
import io.redfire.bench.stream.ConnectStream;
import io.redfire.bench.stream.Connection;
import io.redfire.bench.stream.Joining;
import io.redfire.bench.stream.Loops;
import io.redfire.bench.stream.WireBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Puts idle clients on servers, reads what they cost, and looks whether they still hear. For one
 * thread and one run.
 */
public final class IdleBench {
  private static final int OPENING_AT_ONCE = 64;

  /** Enough for one who hears one message; more would only be memory. */
  private static final int STREAM_WINDOW = 64 * 1024;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** How long a delivery that should not come has to come. */
  private static final Duration AFTERMATH = Duration.ofMillis(300);

  private final IdlePlan plan;
  private final ServerMetrics metrics;
  private final IdleProgress progress;
  private final Instant begun = Instant.now();
  private final Findings findings = new Findings();
  private final Joining joining = new Joining(OPENING_AT_ONCE);
  private final WireBytes bytes = new WireBytes();
  private final List<Connection> connections = new ArrayList<>();
  private final List<IdleClient> clients = new ArrayList<>();
  private final List<String> rooms;

  /** For this plan. */
  public IdleBench(IdlePlan plan, ServerMetrics metrics, IdleProgress progress) {
    this.plan = plan;
    this.metrics = metrics;
    this.progress = progress;
    String run = String.format(Locale.ROOT, "bench-%08x-", ThreadLocalRandom.current().nextInt());
    this.rooms = IntStream.range(0, plan.rooms()).mapToObj(room -> run + room).toList();
  }

  /**
   * Runs it.
   *
   * @throws io.redfire.bench.BenchException where it cannot begin
   */
  public IdleReport run() throws InterruptedException {
    OpenFiles.check(plan.connections() + 1);
    try (Loops loops = new Loops(plan.threads())) {
      try {
        return run(loops);
      } finally {
        connections.forEach(Connection::close);
      }
    }
  }

  private IdleReport run(Loops loops) throws InterruptedException {
    // The prober's own connection is there before the first reading, so it is not part of the cost.
    Connection place = connection(loops, 0);
    ConnectStream stream = ConnectStream.on(place, bytes);
    Prober prober = new Prober(rooms, stream, findings, joining);
    joining.open(() -> stream.open("prober", List.of(), prober));
    joining.await();

    Reading before = metrics.read();
    Duration joined = join(loops);
    progress.at("all joined, holding for " + plan.hold().toSeconds() + " s");
    TimeUnit.NANOSECONDS.sleep(plan.hold().toNanos());
    Reading after = metrics.read();

    progress.at("sending a message into each room");
    long start = System.nanoTime();
    place.execute(prober::start);
    awaitDeliveries(prober);
    Duration probing = Duration.ofNanos(Math.max(0, findings.lastHeard() - start));
    TimeUnit.NANOSECONDS.sleep(AFTERMATH.toNanos());
    Faults faults = faults(loops, prober, place);
    return new IdleReport(
        plan,
        begun,
        joined,
        before,
        after,
        probing,
        findings.heardSoFar(),
        faults,
        findings.errors());
  }

  private Duration join(Loops loops) throws InterruptedException {
    long start = System.nanoTime();
    long told = start;
    for (int number = 0; number < plan.connections(); number++) {
      int room = number % rooms.size();
      Connection place = connection(loops, number);
      IdleClient client = new IdleClient(room, findings, joining);
      clients.add(client);
      ConnectStream stream = ConnectStream.on(place, bytes);
      pause(start, number);
      joining.open(() -> stream.open("idle", List.of(rooms.get(room)), client));
      if (System.nanoTime() - told >= SECOND) {
        told += SECOND;
        progress.at("opened " + (number + 1) + " of " + plan.connections());
      }
    }
    joining.await();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void pause(long start, int number) throws InterruptedException {
    if (plan.pace() > 0) {
      long wait = start + Math.round(number * 1e9 / plan.pace()) - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, wait));
    }
  }

  private Connection connection(Loops loops, int number) {
    Connection connection =
        new Connection(
            plan.nodes().get(number % plan.nodes().size()),
            plan.credentials(),
            loops,
            number % loops.count(),
            STREAM_WINDOW);
    connections.add(connection);
    return connection;
  }

  /** Returns when each client has heard something, or at the end of the patience. */
  private void awaitDeliveries(Prober prober) throws InterruptedException {
    long deadline = System.nanoTime() + plan.patience().toNanos();
    boolean answered = prober.unanswered().await(plan.patience().toNanos(), TimeUnit.NANOSECONDS);
    if (!answered) {
      findings.error("probe not acknowledged");
    }
    while (findings.heardSoFar() < clients.size() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private Faults faults(Loops loops, Prober prober, Connection prober0)
      throws InterruptedException {
    long[] seqs =
        loops.ask(
            prober0.loop(),
            () -> IntStream.range(0, rooms.size()).mapToLong(prober::seq).toArray());
    Faults faults = Faults.NONE;
    for (int loop = 0; loop < loops.count(); loop++) {
      int here = loop;
      faults =
          faults.plus(
              loops.ask(
                  loop,
                  () ->
                      IntStream.range(0, clients.size())
                          .filter(number -> number % loops.count() == here)
                          .mapToObj(
                              number -> clients.get(number).faults(seqs[number % rooms.size()]))
                          .reduce(Faults.NONE, Faults::plus)));
    }
    return faults;
  }
}
