package io.redfire.faults.workload;

import java.util.Map;

/** Somebody who writes, reads or both, from its making on. Any thread may call it. */
interface Client extends AutoCloseable {
  String name();

  /** Tells it to begin nothing new, and to play no tricks any more; returns at once. */
  void settle();

  /** Whether it knows what became of all its messages. Only after {@link #settle}. */
  boolean isSettled();

  /** Where it is in each room that it reads. */
  Map<String, Place> places();

  /** Ends it. */
  @Override
  void close();
}
