package io.redfire.bench.idle;

import com.sun.management.UnixOperatingSystemMXBean;
import io.grpc.Status;
import io.redfire.bench.BenchException;
import java.lang.management.ManagementFactory;

/** How many more files and sockets this process may open. Any thread may ask. */
final class OpenFiles {
  /** For the jar, the loops and what the Java installation opens by and by. */
  private static final long RESERVE = 64;

  private OpenFiles() {}

  /**
   * Looks before anything is opened.
   *
   * @throws BenchException where the limit is too low for so many connections
   */
  static void check(int connections) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      check(connections, system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount());
    }
  }

  static void check(int connections, long limit, long open) {
    long free = limit - open - RESERVE;
    if (connections > free) {
      throw new BenchException(
          Status.Code.INVALID_ARGUMENT,
          connections
              + " connections (expected: at most "
              + Math.max(0, free)
              + ", as this process may open "
              + limit
              + " files; 'ulimit -n' raises that)");
    }
  }
}
