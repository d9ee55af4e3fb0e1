package io.redfire.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Everything that there is in the model at one moment. Immutable; equal states are one state.
 *
 * @param primary the Redis that everybody writes to and reads from. Its replicas are not kept: each
 *     may lag by anything, so a failover may bring any beginning of the primary's writes, whatever
 *     an earlier failover brought
 * @param failovers how many there were
 * @param replaced the histories that failovers ended, in the order of their letters, without those
 *     that go on in another. Nothing in the model decides by it except how far the authors have
 *     got; it is what the properties are about
 */
record State(
    Redis primary, int failovers, List<String> replaced, List<Node> nodes, List<Reader> readers) {

  /** Every history that ever was, each at its longest. */
  Stream<String> histories() {
    return Stream.concat(replaced.stream(), Stream.of(primary.log()));
  }

  /** Whether a message ever stood in the log. */
  boolean everHeld(char id) {
    return primary.holds(id) || replaced.stream().anyMatch(log -> log.indexOf(id) >= 0);
  }

  /** This state after the primary took one more write. */
  State grown(Redis longer) {
    return new State(longer, failovers, notIn(longer.log(), replaced), nodes, readers);
  }

  /** This state with another Redis as its primary, on which nobody is subscribed. */
  State failedOver(Redis promoted) {
    List<String> ended = new ArrayList<>(notIn(primary.log(), replaced));
    ended.add(primary.log());
    Collections.sort(ended);
    List<Node> cut = nodes.stream().map(Node::cut).toList();
    return new State(promoted, failovers + 1, notIn(promoted.log(), ended), cut, readers);
  }

  private static List<String> notIn(String log, List<String> histories) {
    return histories.stream().filter(history -> !log.startsWith(history)).toList();
  }

  State withNodes(UnaryOperator<Node> step) {
    return new State(primary, failovers, replaced, nodes.stream().map(step).toList(), readers);
  }

  /** This state with node {@code index} one step on; this state where that changes nothing. */
  State withNode(int index, Node node) {
    return node.equals(nodes.get(index))
        ? this
        : new State(primary, failovers, replaced, replace(nodes, index, node), readers);
  }

  /** As {@link #withNode}, for a reader. */
  State withReader(int index, Reader reader) {
    return reader.equals(readers.get(index))
        ? this
        : new State(primary, failovers, replaced, nodes, replace(readers, index, reader));
  }

  private static <T> List<T> replace(List<T> list, int index, T element) {
    List<T> copy = new ArrayList<>(list);
    copy.set(index, element);
    return List.copyOf(copy);
  }
}
