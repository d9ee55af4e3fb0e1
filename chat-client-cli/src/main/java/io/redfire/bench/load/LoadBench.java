package io.redfire.bench.load;

import io.redfire.bench.check.Faults;
import io.redfire.bench.metrics.Metric;
import io.redfire.bench.metrics.ProcessorTime;
import io.redfire.bench.metrics.Reading;
import io.redfire.bench.metrics.ServerMetrics;
import io.redfire.bench.stream.ConnectStream;
import io.redfire.bench.stream.Connection;
import io.redfire.bench.stream.Joining;
import io.redfire.bench.stream.Loops;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Puts a load on servers and reports what it saw. For one thread and one run. */
public final class LoadBench {
  private static final int OPENING_AT_ONCE = 64;
  private static final long BREATH = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LEAD = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LoadPlan plan;
  private final ServerMetrics metrics;
  private final LoadProgress progress;
  private final Instant begun = Instant.now();
  private final RunClock clock = new RunClock();
  private final Schedule schedule;
  private final Joining joining = new Joining(OPENING_AT_ONCE);
  private final List<LoadLoop> loads = new ArrayList<>();

  /** For this plan. */
  public LoadBench(LoadPlan plan, ServerMetrics metrics, LoadProgress progress) {
    this.plan = plan;
    this.metrics = metrics;
    this.progress = progress;
    this.schedule = new Schedule(plan.rate(), plan.allSenders());
  }

  /**
   * Runs it.
   *
   * @throws io.redfire.bench.BenchException where it cannot begin
   */
  public LoadReport run() throws InterruptedException {
    // Before any load: a wrong address of a metrics page ends it here.
    var unused = metrics.read();
    try (Loops loops = new Loops(plan.threads());
        Places places = new Places(plan, loops)) {
      for (int loop = 0; loop < loops.count(); loop++) {
        loads.add(new LoadLoop(loops, loop, clock, schedule));
      }
      open(places);
      Window window = start(loops);
      LoadReport.Cost cost = watch(window);
      return report(places, drain(), cost);
    }
  }

  private void open(Places places) throws InterruptedException {
    String run = String.format(Locale.ROOT, "bench-%08x-", ThreadLocalRandom.current().nextInt());
    for (int number = 0; number < plan.rooms() * plan.stalled(); number++) {
      Connection place = places.apart();
      LoadLoop load = loads.get(place.loop());
      ConnectStream stream = ConnectStream.on(place, load.sleeperBytes);
      Sleeper sleeper = new Sleeper(stream, load.tally, joining);
      String room = run + number % plan.rooms();
      joining.open(() -> stream.openUnread("sleeper", List.of(room), sleeper));
    }
    for (int number = 0; number < plan.rooms() * plan.members(); number++) {
      int room = number % plan.rooms();
      Connection place = places.next();
      LoadLoop load = loads.get(place.loop());
      Member member = new Member(plan, clock, room, load.tally, joining);
      place.execute(() -> load.members.add(member));
      ConnectStream stream = ConnectStream.on(place, load.memberBytes);
      joining.open(() -> stream.open("reader", List.of(run + room), member));
    }
    for (int number = 0; number < plan.allSenders(); number++) {
      Connection place = places.next();
      LoadLoop load = loads.get(place.loop());
      ConnectStream stream = ConnectStream.on(place, load.senderBytes);
      String room = run + number / plan.senders();
      String user = "writer-" + number;
      Sender sender =
          new Sender(plan, schedule, clock, number, room, stream, load.ids, load.tally, joining);
      place.execute(() -> load.senders.add(sender));
      joining.open(() -> stream.open(user, List.of(), sender));
    }
    joining.await();
  }

  private Window start(Loops loops) throws InterruptedException {
    long start = clock.now() + LEAD;
    long from = start + plan.warmUp().toNanos();
    Window window = new Window(start, from, from + plan.duration().toNanos());
    for (LoadLoop load : loads) {
      load.ask(() -> load.arm(window));
    }
    for (int loop = 0; loop < loops.count(); loop++) {
      LoadLoop load = loads.get(loop);
      loops.schedule(loop, () -> load.start(window), start - clock.now());
    }
    return window;
  }

  private LoadReport.Cost watch(Window window) throws InterruptedException {
    Watch watch = new Watch(window);
    watch.until(window.from());
    Reading before = metrics.read();
    double toolBefore = ProcessorTime.ofThisProcess();
    watch.until(window.end());
    double tool = ProcessorTime.ofThisProcess() - toolBefore;
    return new LoadReport.Cost(metrics.read().since(before, Metric.CPU_SECONDS), tool);
  }

  /** Tells the progress while the load goes on. */
  private final class Watch {
    private final Window window;
    private int seconds;
    private Glance last = Glance.NOTHING;

    Watch(Window window) {
      this.window = window;
    }

    /** Returns at that time, or as soon as nobody sends any more. */
    void until(long end) throws InterruptedException {
      while (last.alive) {
        long next = window.start() + (seconds + 1) * SECOND;
        if (next > end) {
          sleepUntil(end);
          return;
        }
        sleepUntil(next);
        seconds++;
        Glance now = Glance.NOTHING.dead();
        for (LoadLoop load : loads) {
          now = now.plus(load.ask(() -> Glance.at(load)));
        }
        progress.second(
            new LoadProgress.Second(
                next > window.from(),
                seconds,
                now.sends - last.sends,
                now.deliveries - last.deliveries,
                now.errors));
        last = now;
      }
    }
  }

  private record Glance(long sends, long deliveries, long errors, boolean alive) {
    static final Glance NOTHING = new Glance(0, 0, 0, true);

    static Glance at(LoadLoop load) {
      return new Glance(
          load.tally.acks(),
          load.tally.deliveries(),
          load.tally.errors(),
          !load.senders.stream().allMatch(Sender::isBroken));
    }

    Glance dead() {
      return new Glance(sends, deliveries, errors, false);
    }

    Glance plus(Glance other) {
      return new Glance(
          sends + other.sends,
          deliveries + other.deliveries,
          errors + other.errors,
          alive || other.alive);
    }
  }

  /** Waits for all answers and deliveries; returns the newest acknowledged seq of each room. */
  private long[] drain() throws InterruptedException {
    long deadline = clock.now() + plan.drain().toNanos();
    while (true) {
      boolean late = clock.now() >= deadline;
      long[] lastSeqs = new long[plan.rooms()];
      boolean answered = true;
      for (LoadLoop load : loads) {
        answered &= load.ask(() -> load.answered(lastSeqs));
      }
      boolean delivered = true;
      for (LoadLoop load : loads) {
        delivered &= load.ask(() -> load.delivered(lastSeqs));
      }
      if (late || (answered && delivered)) {
        return lastSeqs;
      }
      sleepUntil(clock.now() + BREATH);
    }
  }

  private LoadReport report(Places places, long[] lastSeqs, LoadReport.Cost cost)
      throws InterruptedException {
    Tally.Sum sum = new Tally.Sum();
    long[] refused = new long[plan.rooms()];
    for (LoadLoop load : loads) {
      load.ask(() -> load.finish(sum, refused));
    }
    Faults faults = Faults.NONE;
    for (LoadLoop load : loads) {
      faults = faults.plus(load.ask(() -> load.faults(lastSeqs, refused)));
    }
    return new LoadReport(
        plan,
        begun,
        places.connections(),
        new LoadReport.Counts(
            sum.windowAcks, sum.windowDeliveries, sum.acks, sum.deliveries, sum.unsent),
        sum.acknowledged,
        sum.delivered,
        faults,
        sum.errors,
        new LoadReport.Traffic(sum.senderOut, sum.senderIn, sum.memberOut, sum.memberIn),
        cost);
  }

  private void sleepUntil(long time) throws InterruptedException {
    long nanos = time - clock.now();
    if (nanos > 0) {
      TimeUnit.NANOSECONDS.sleep(nanos);
    }
  }
}
