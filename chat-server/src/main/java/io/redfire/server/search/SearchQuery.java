package io.redfire.server.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.redfire.core.log.RoomName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is looked for. Immutable.
 *
 * @param phrases all of which a message has to hold; each has terms
 * @param from who sent it; empty for anybody
 * @param since when it was sent at the earliest
 * @param until before when it was sent
 * @param hasAttachment whether it has to have an attachment
 * @param rooms where; empty for all rooms of whoever asks
 */
record SearchQuery(
    List<List<PlacedTerm>> phrases,
    Optional<String> from,
    Optional<Instant> since,
    Optional<Instant> until,
    boolean hasAttachment,
    List<RoomName> rooms) {
  /** What tells it from others; not for secrets. */
  int digest() {
    return Hashing.sha256().hashString(toString(), UTF_8).asInt();
  }
}
