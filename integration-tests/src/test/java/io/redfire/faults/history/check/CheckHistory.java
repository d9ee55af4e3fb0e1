package io.redfire.faults.history.check;

import java.nio.file.Path;

/** The checker as a program: prints what it finds in the file that it is given. */
public final class CheckHistory {
  private CheckHistory() {}

  /** Ends with 0 where the history is sound, 1 where it is not, 2 where it cannot be read. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    if (args.length != 1) {
      System.err.println("expected: the file of one history");
      return 2;
    }
    try {
      CheckReport report = HistoryChecker.check(Path.of(args[0]));
      System.out.print(report);
      return report.isSound() ? 0 : 1;
    } catch (RuntimeException e) {
      System.err.println(args[0] + ": " + e.getMessage());
      return 2;
    }
  }
}
