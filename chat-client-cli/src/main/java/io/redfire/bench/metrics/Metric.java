package io.redfire.bench.metrics;

/** A figure that servers tell of themselves and that a measurement needs. */
public enum Metric {
  /** Seconds of processor time since the start. */
  CPU_SECONDS("process_cpu_seconds_total", ""),
  /** Bytes of the Java heap in use, garbage included. */
  HEAP_BYTES("jvm_memory_used_bytes", "area=\"heap\""),
  /** Bytes of memory that the process holds. */
  RESIDENT_BYTES("process_resident_memory_bytes", ""),
  /** Files and sockets that the process has open. */
  OPEN_FDS("process_open_fds", ""),
  /** TCP connections of clients. */
  CONNECTIONS("redfire_connections", ""),
  /** Bytes of network buffers. */
  NETTY_BYTES("redfire_netty_memory_bytes", "");

  private final String series;
  private final String label;

  Metric(String series, String label) {
    this.series = series;
    this.label = label;
  }

  /** True if a line's name and labels are of this figure. */
  boolean fits(String name, String labels) {
    return name.equals(series) && labels.contains(label);
  }
}
