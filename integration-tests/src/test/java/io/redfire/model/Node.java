package io.redfire.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One chat server as far as the room goes: its subscription, its tail, and what is on the way to
 * it. Each method is one step and returns the node after it, or itself where the step cannot
 * happen.
 *
 * <p>Reading the list takes two steps, the moment in which Redis answers and the moment in which
 * the answer arrives, because rings travel on another connection and may come in between.
 *
 * @param subscribed whether Redis rings here on an append
 * @param sure whether the node has no reason to read: it has read (or is reading) the list since it
 *     subscribed, and since then no ring was lost or did not fit. A real node does not know of a
 *     lost ring; it looks at the head now and then, and nothing here depends on how soon
 * @param reading Redis' answer on its way
 * @param rings rings on their way, oldest first
 */
record Node(
    boolean subscribed,
    boolean sure,
    @Nullable Redis reading,
    @Nullable Tail tail,
    List<Entry> rings) {

  static final Node FRESH = new Node(false, false, null, null, List.of());

  Node subscribe(World world) {
    if (subscribed) {
      return this;
    }
    if (world.flaw() == Flaw.READ_BEFORE_SUBSCRIBE) {
      return sure && reading == null ? new Node(true, true, null, tail, rings) : this;
    }
    return new Node(true, false, reading, tail, rings);
  }

  /** Redis answers to the node's wish to read the list. */
  Node read(Redis primary, World world) {
    if (reading != null || !wantsToRead(primary, world)) {
      return this;
    }
    return new Node(subscribed, true, primary, tail, rings);
  }

  private boolean wantsToRead(Redis primary, World world) {
    if (!subscribed) {
      return world.flaw() == Flaw.READ_BEFORE_SUBSCRIBE && !sure;
    }
    return !sure || tail == null || !tail.last().equals(world.cursors().head(primary));
  }

  /** The answer arrives and becomes the tail. */
  Node fill(World world) {
    return reading == null
        ? this
        : new Node(subscribed, sure, null, Tail.read(reading, world), rings);
  }

  /**
   * Redis rings. Where as many rings as the connection holds are on their way, one more is lost.
   */
  Node ring(Entry entry, World world) {
    if (!subscribed) {
      return this;
    }
    if (rings.size() == world.rings()) {
      return new Node(true, false, reading, tail, rings);
    }
    List<Entry> more = new ArrayList<>(rings);
    more.add(entry);
    return new Node(true, sure, reading, tail, List.copyOf(more));
  }

  /** The oldest ring on its way is heard. While the list is being read it has to wait. */
  Node hear(World world) {
    if (rings.isEmpty()) {
      return this;
    }
    if (tail == null || reading != null) {
      return world.flaw() == Flaw.RINGS_DROPPED_WHILE_READING
          ? new Node(subscribed, sure, reading, tail, otherRings())
          : this;
    }
    Entry ring = rings.get(0);
    if (tail.isNext(ring, world)) {
      return new Node(subscribed, sure, null, tail.plus(ring, world), otherRings());
    }
    boolean known = tail.covers(ring.mark(), world);
    return new Node(subscribed, sure && known, null, tail, otherRings());
  }

  /** The oldest ring on its way is lost. */
  Node lose() {
    return rings.isEmpty() ? this : new Node(subscribed, false, reading, tail, otherRings());
  }

  /** The primary is gone. What it had sent is still on its way and may come late. */
  Node cut() {
    return subscribed || sure ? new Node(false, false, reading, tail, rings) : this;
  }

  private List<Entry> otherRings() {
    return List.copyOf(rings.subList(1, rings.size()));
  }
}
