package io.redfire.faults.link;

/** How a {@link Link} treats what passes. */
public enum Weather {
  FAIR,
  /** Nothing passes, and nobody is told: what is sent arrives when the weather is better. */
  SILENT,
  /** About 16 kilobytes a second pass each way of a connection. */
  SLOW,
  /** Bytes pass in ones and twos, each in a packet of its own. */
  SLICED,
  /** Connections break as soon as they are made. */
  DOWN
}
