package io.redfire.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reader: a cursor, and what its screen shows. Each method is one step and returns the reader
 * after it, or itself where the step cannot happen; at most one of the three ways of going on can
 * happen at a time.
 *
 * <p>To be away, to be slow and to be connected to a node that died are all the same here: taking
 * no step.
 *
 * @param node the node that it is connected to, or will be next
 * @param shown what it shows after honouring every rewind. Nothing in the model decides by this
 *     field; it is what the properties are about
 * @param trail the marks that it holds, newest first, so many as the world allows; the first is its
 *     cursor, none means that it is at the start
 */
record Reader(int node, String shown, List<Mark> trail) {
  static final Reader NEW = new Reader(0, "", List.of());

  Reader connect(int to) {
    return to == node ? this : new Reader(to, shown, trail);
  }

  /** Takes the next entry from the tail, being inside it. */
  Reader follow(State state, World world) {
    Tail tail = tail(state);
    Entry next = tail == null ? null : tail.above(cursor(state, world), world);
    return next == null ? this : show(next, world);
  }

  /** Takes the next entry from the list, being outside the tail. */
  Reader page(State state, World world) {
    Redis primary = state.primary();
    Mark cursor = cursor(state, world);
    if (!isOutsideTail(state, world)
        || !world.cursors().finds(primary, cursor)
        || cursor.seq() == primary.length()) {
      return this;
    }
    return show(world.cursors().entry(primary, cursor.seq() + 1), world);
  }

  /**
   * Is told that its cursor is not in the log, with the fork point: the newest mark of its trail
   * that is, or the start. It withdraws what it showed above the fork.
   */
  Reader rewind(State state, World world) {
    if (!isOutsideTail(state, world)
        || world.cursors().finds(state.primary(), cursor(state, world))) {
      return this;
    }
    List<Mark> kept =
        trail.stream().dropWhile(mark -> !world.cursors().finds(state.primary(), mark)).toList();
    int fork = kept.isEmpty() ? 0 : kept.get(0).seq();
    boolean told = world.flaw() != Flaw.SILENT_REWIND;
    return new Reader(node, told ? shown.substring(0, fork) : shown, kept);
  }

  private Reader show(Entry entry, World world) {
    List<Mark> longer = new ArrayList<>(trail);
    longer.add(0, entry.mark());
    int length = Math.min(longer.size(), world.trail());
    return new Reader(node, shown + entry.id(), List.copyOf(longer.subList(0, length)));
  }

  private Mark cursor(State state, World world) {
    return trail.isEmpty() ? world.cursors().start(state.primary()) : trail.get(0);
  }

  private boolean isOutsideTail(State state, World world) {
    Tail tail = tail(state);
    return tail == null || !tail.covers(cursor(state, world), world);
  }

  private @Nullable Tail tail(State state) {
    return state.nodes().get(node).tail();
  }
}
