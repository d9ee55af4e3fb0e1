package io.redfire.core.transfer;

import io.redfire.core.log.Bounds;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import java.util.Map;
import java.util.Optional;

/**
 * What a room is but for its entries.
 *
 * @param rules empty where nobody created it
 * @param parts of all users whom it knows, in the order of their names
 */
public record RoomOutline(Bounds bounds, Optional<StoredRules> rules, Map<UserName, Part> parts) {
  /** Whether nobody ever created it or wrote to it. */
  public boolean isNothing() {
    return rules.isEmpty() && bounds.head().seq() == 0;
  }
}
