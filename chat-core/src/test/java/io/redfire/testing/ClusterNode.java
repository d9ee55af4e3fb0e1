package io.redfire.testing;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Set;

/** One line of what CLUSTER NODES answers: a node as the answering one sees it. */
record ClusterNode(
    String id, int port, Set<String> flags, String primaryId, long epoch, List<String> slots) {
  private static final int FIRST_SLOTS = 8;

  static List<ClusterNode> parse(String lines) {
    return lines.lines().map(ClusterNode::parseLine).toList();
  }

  private static ClusterNode parseLine(String line) {
    List<String> fields = Splitter.on(' ').splitToList(line);
    String address = fields.get(1);
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1, address.indexOf('@')));
    return new ClusterNode(
        fields.get(0),
        port,
        Set.copyOf(Splitter.on(',').splitToList(fields.get(2))),
        fields.get(3),
        Long.parseLong(fields.get(6)),
        // In brackets stand the slots that move.
        fields.subList(FIRST_SLOTS, fields.size()).stream()
            .filter(range -> !range.startsWith("["))
            .toList());
  }

  boolean isMyself() {
    return flags.contains("myself");
  }

  boolean isPrimary() {
    return flags.contains("master");
  }

  boolean isWell() {
    return flags.stream().noneMatch(Set.of("fail", "fail?", "handshake", "noaddr")::contains);
  }

  boolean owns(int slot) {
    return isPrimary() && slots.stream().anyMatch(range -> holds(range, slot));
  }

  private static boolean holds(String range, int slot) {
    List<Integer> bounds = Splitter.on('-').splitToStream(range).map(Integer::valueOf).toList();
    return bounds.get(0) <= slot && slot <= bounds.get(bounds.size() - 1);
  }
}
