package io.redfire.server.metrics;

/** What the search of a node is asked when somebody looks at its metrics. Any thread. */
public interface SearchState {
  /** Rooms that are indexed on this node. */
  int rooms();

  /** Messages in the index. */
  int documents();

  /** How many entries the index is behind the room that it is furthest behind. */
  long lag();
}
