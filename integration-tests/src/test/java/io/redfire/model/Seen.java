package io.redfire.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The set of states that a walk has met. It keeps a state as the numbers of its parts in one long:
 * the same few thousand nodes and readers make up all the states, and keeping and comparing whole
 * states would take most of the walk's memory and time. Nothing is rounded: different states have
 * different longs.
 *
 * <p>Nodes are all alike, so a state and the one with its nodes in a ring turned by one are met
 * together: what one can lead to, the other can, too.
 */
final class Seen {
  private static final int BITS = 16;

  /** Any odd factor keeps different longs different; this one spreads them over the set. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final Map<Object, Integer> numbers = new HashMap<>();
  private final Set<Long> states = new HashSet<>();

  /** Adds a state; false if it was there. */
  boolean add(State state) {
    List<Object> parts = new ArrayList<>();
    parts.add(new Past(state.primary(), state.failovers(), state.replaced()));
    List<Node> nodes = new ArrayList<>(state.nodes());
    int first = state.readers().get(0).node();
    Collections.rotate(nodes, -first);
    parts.addAll(nodes);
    for (Reader reader : state.readers()) {
      parts.add(reader.connect(Math.floorMod(reader.node() - first, nodes.size())));
    }
    if (parts.size() * BITS > Long.SIZE) {
      throw new IllegalArgumentException(
          "nodes and readers: " + (parts.size() - 1) + " (expected: at most 3)");
    }
    long key = 0;
    for (Object part : parts) {
      key = key << BITS | number(part);
    }
    return states.add(key * SPREAD);
  }

  int size() {
    return states.size();
  }

  private int number(Object part) {
    int number = numbers.computeIfAbsent(part, unused -> numbers.size());
    if (number >= 1 << BITS) {
      throw new IllegalStateException("different parts: more than " + (1 << BITS));
    }
    return number;
  }

  private record Past(Redis primary, int failovers, List<String> replaced) {}
}
