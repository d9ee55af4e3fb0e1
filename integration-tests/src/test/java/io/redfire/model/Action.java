package io.redfire.model;

/**
 * One thing that can happen. Every action is a value and atomic; the search tries all of them in
 * every state.
 */
sealed interface Action {

  /** The state after this action; {@code state} where it cannot happen or changes nothing. */
  State on(State state, World world);

  /** Whether this is the system putting itself right, as opposed to a user's wish or a fault. */
  default boolean isRepair() {
    return false;
  }

  /**
   * An author's message reaches the append script. The author goes on to a message once the one
   * before was accepted, and may send an earlier one again at any time: that is what a retry after
   * a lost reply, a late packet, and re-sending after a rewind all look like to the log.
   */
  record Send(String author, int index) implements Action {
    @Override
    public State on(State state, World world) {
      char id = author.charAt(index);
      boolean accepted = state.primary().holds(id) && world.flaw() != Flaw.NO_DEDUPE;
      if (accepted || (index > 0 && !state.everHeld(author.charAt(index - 1)))) {
        return state;
      }
      Redis longer = state.primary().append(id);
      Entry ring = world.cursors().entry(longer, longer.length());
      return state.grown(longer).withNodes(node -> node.ring(ring, world));
    }

    @Override
    public String toString() {
      return "send " + author.charAt(index);
    }
  }

  /** The primary is lost; a replica that has its oldest {@code kept} writes takes its place. */
  record Failover(int kept) implements Action {
    @Override
    public State on(State state, World world) {
      return state.failovers() == world.failovers() || kept > state.primary().writes().length()
          ? state
          : state.failedOver(world.cursors().promoted(state.primary().replica(kept)));
    }

    @Override
    public String toString() {
      return "fail over, writes kept: " + kept;
    }
  }

  /** Redis confirms a node's subscription. */
  record Subscribe(int node) implements Action {
    @Override
    public State on(State state, World world) {
      return state.withNode(node, state.nodes().get(node).subscribe(world));
    }

    @Override
    public boolean isRepair() {
      return true;
    }

    @Override
    public String toString() {
      return "node " + node + " subscribes";
    }
  }

  /** Redis answers a node that wants to read the end of the list. */
  record Read(int node) implements Action {
    @Override
    public State on(State state, World world) {
      return state.withNode(node, state.nodes().get(node).read(state.primary(), world));
    }

    @Override
    public boolean isRepair() {
      return true;
    }

    @Override
    public String toString() {
      return "node " + node + " reads the list";
    }
  }

  /** The answer arrives at the node. */
  record Fill(int node) implements Action {
    @Override
    public State on(State state, World world) {
      return state.withNode(node, state.nodes().get(node).fill(world));
    }

    @Override
    public boolean isRepair() {
      return true;
    }

    @Override
    public String toString() {
      return "node " + node + " fills its tail";
    }
  }

  /** A ring arrives at the node. */
  record Hear(int node) implements Action {
    @Override
    public State on(State state, World world) {
      return state.withNode(node, state.nodes().get(node).hear(world));
    }

    @Override
    public boolean isRepair() {
      return true;
    }

    @Override
    public String toString() {
      return "node " + node + " hears a ring";
    }
  }

  /** A ring is lost on its way to the node. */
  record Lose(int node) implements Action {
    @Override
    public State on(State state, World world) {
      return state.withNode(node, state.nodes().get(node).lose());
    }

    @Override
    public String toString() {
      return "node " + node + " loses a ring";
    }
  }

  /** A node dies with its tail and its subscription, and starts again with nothing. */
  record Crash(int node) implements Action {
    @Override
    public State on(State state, World world) {
      return state.withNode(node, Node.FRESH);
    }

    @Override
    public String toString() {
      return "node " + node + " crashes";
    }
  }

  /** A reader connects to another node, with the trail that it holds. */
  record Connect(int reader, int node) implements Action {
    @Override
    public State on(State state, World world) {
      return state.withReader(reader, state.readers().get(reader).connect(node));
    }

    @Override
    public String toString() {
      return "reader " + reader + " connects to node " + node;
    }
  }

  /** A reader takes one entry from its node's tail. */
  record Follow(int reader) implements Action {
    @Override
    public State on(State state, World world) {
      return state.withReader(reader, state.readers().get(reader).follow(state, world));
    }

    @Override
    public boolean isRepair() {
      return true;
    }

    @Override
    public String toString() {
      return "reader " + reader + " takes from the tail";
    }
  }

  /** A reader takes one entry from the list. */
  record Page(int reader) implements Action {
    @Override
    public State on(State state, World world) {
      return state.withReader(reader, state.readers().get(reader).page(state, world));
    }

    @Override
    public boolean isRepair() {
      return true;
    }

    @Override
    public String toString() {
      return "reader " + reader + " takes from the list";
    }
  }

  /** A reader is told of a rewind. */
  record Rewind(int reader) implements Action {
    @Override
    public State on(State state, World world) {
      return state.withReader(reader, state.readers().get(reader).rewind(state, world));
    }

    @Override
    public boolean isRepair() {
      return true;
    }

    @Override
    public String toString() {
      return "reader " + reader + " is rewound";
    }
  }
}
