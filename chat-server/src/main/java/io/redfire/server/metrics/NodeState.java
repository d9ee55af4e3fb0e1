package io.redfire.server.metrics;

/** What a node is asked when somebody looks at its metrics. Any thread; must not block. */
public interface NodeState {
  /** Chat streams that are open. */
  int streams();

  /** Rooms that are open on this node. */
  int rooms();

  /** Cursors over them. */
  int readers();

  /** How many entries the slowest cursor is behind its room. */
  long slowestLag();

  /** Messages that were handed to the log and have no outcome yet. */
  int waitingAppends();
}
