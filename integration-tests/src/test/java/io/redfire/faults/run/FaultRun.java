package io.redfire.faults.run;

import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.disturb.Plan;
import io.redfire.faults.disturb.Schedule;
import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.MayLose;
import io.redfire.faults.history.check.CheckReport;
import io.redfire.faults.history.check.HistoryChecker;
import io.redfire.faults.history.check.Violation;
import io.redfire.faults.history.check.ViolationKind;
import io.redfire.faults.workload.Rooms;
import io.redfire.faults.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One run: clients write and read while things go wrong; then all is made well, the clients finish,
 * and what they saw is held against what stands in the logs. For one thread.
 */
final class FaultRun {
  /** How long it may take to make all well again on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Site site;
  private final Options options;
  private final Path history;

  /**
   * @param history the file that takes all that is done, heard and seen
   */
  FaultRun(Site site, Options options, Path history) {
    this.site = site;
    this.options = options;
    this.history = history;
  }

  /**
   * Runs.
   *
   * @throws Exception if the run itself went wrong, such as a node that does not come back
   */
  Report run() throws Exception {
    Rooms rooms =
        Rooms.named("room-" + Long.toHexString(options.seed()) + "-", options.size().rooms());
    try (Account account =
        new Account(history, site.store().name(), site.store().replicas(), options)) {
      Map<String, Integer> injected;
      Duration convergence;
      try (Workload workload =
              new Workload(
                  options.size(),
                  rooms,
                  site::ways,
                  account::write,
                  account::complain,
                  options.seed());
          Schedule schedule = new Schedule(plan(rooms, account), account)) {
        // A busy machine may let one seem dead that is not, and so lose at any time what that may.
        MayLose usual = site.store().usual().mayLose(site.store().replicas());
        account.write(new HistoryEvent.FaultBegan("the store", "", usual));
        pass(options.length());
        schedule.heal(PATIENCE);
        injected = schedule.injected();
        account.write(new HistoryEvent.Healed());
        long healed = System.nanoTime();
        workload.settle(PATIENCE);
        converge(workload, account);
        convergence = Duration.ofNanos(System.nanoTime() - healed);
      }
      account.write(new HistoryEvent.FaultEnded("the store"));
      rooms.names().forEach(room -> account.log(room, site.store().lines(room)));
      account.finish();
      return report(account, injected, convergence);
    }
  }

  private Plan plan(Rooms rooms, Account account) {
    List<FaultKind> kinds =
        site.faults(rooms, account::write).stream()
            .filter(kind -> kind.loss().compareTo(options.loss()) <= 0)
            .toList();
    return Plan.of(options.seed(), kinds, options.length(), options.gap());
  }

  private static void pass(Duration time) throws InterruptedException {
    var unused = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void converge(Workload workload, Account account) {
    try (Ends ends = new Ends(site.nodes().get(0).address())) {
      workload
          .awaitConvergence(ends::of, options.convergence())
          .forEach((who, what) -> account.complain("not at the end: " + who + ": " + what));
    }
  }

  private Report report(Account account, Map<String, Integer> injected, Duration convergence) {
    String run = site.store().name() + ", seed " + options.seed() + ", " + history + ": ";
    List<String> violations = new ArrayList<>();
    account.complaints().forEach(one -> violations.add(run + one));
    CheckReport checked = HistoryChecker.check(history);
    for (Violation one : checked.violations()) {
      // Of that the workload judges, for a machine that is busy.
      if (one.kind() != ViolationKind.NOT_CONVERGED) {
        violations.add(run + one.kind() + ": " + one.what() + " (lines " + one.lines() + ")");
      }
    }
    return new Report(1, injected, account.sent(), account.delivered(), convergence, violations);
  }
}
