package io.redfire.server.govern;

import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.room.RoomRules;
import java.util.List;
import java.util.Optional;

/**
 * What was decided to change in a room. Immutable.
 *
 * @param rules what holds from here on; empty where the rules stay
 */
record Change(Optional<RoomRules> rules, List<PartChange> parts) {
  /** Everything is as it is wanted already. */
  static final Change NONE = new Change(Optional.empty(), List.of());

  Change {
    parts = List.copyOf(parts);
  }

  static Change of(RoomRules rules) {
    return new Change(Optional.of(rules), List.of());
  }

  static Change of(RoomRules rules, PartChange part) {
    return new Change(Optional.of(rules), List.of(part));
  }

  static Change of(PartChange part) {
    return new Change(Optional.empty(), List.of(part));
  }

  boolean isNone() {
    return rules.isEmpty() && parts.isEmpty();
  }
}
