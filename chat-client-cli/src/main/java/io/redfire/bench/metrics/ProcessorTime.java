package io.redfire.bench.metrics;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The processor time of the tool itself. Any thread may ask. */
public final class ProcessorTime {
  private ProcessorTime() {}

  /** Seconds since the start; negative where the system does not tell. */
  public static double ofThisProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : -1;
  }
}
