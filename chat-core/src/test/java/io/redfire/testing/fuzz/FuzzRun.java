package io.redfire.testing.fuzz;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs Jazzer over the targets of a module; {@code mvn -Pfuzz} starts it in each that has some. */
public final class FuzzRun {
  private FuzzRun() {}

  /**
   * Prints a line for each target; the exit status is 1 where one was broken.
   *
   * @param args the module's folder
   */
  public static void main(String[] args) throws Exception {
    FuzzPlan plan = FuzzPlan.of(Path.of(args[0]).toAbsolutePath());
    ExecutorService running = Executors.newFixedThreadPool(plan.atOnce());
    List<Future<JazzerProcess.Result>> results = new ArrayList<>();
    for (FuzzedMethod target : FuzzedMethod.in(plan.classes())) {
      if (target.toString().contains(plan.only())) {
        results.add(running.submit(() -> new JazzerProcess(target, plan).run()));
      }
    }
    running.shutdown();
    boolean failed = false;
    for (Future<JazzerProcess.Result> result : results) {
      System.out.println(result.get().line());
      failed |= result.get().failed();
    }
    System.exit(failed ? 1 : 0);
  }
}
