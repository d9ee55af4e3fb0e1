package io.redfire.core.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What stands at one seq of a room's log.
 *
 * @param previousTag the tag of the entry before, by which a reader knows that this one follows
 * @param position its seq and tag
 * @param id the sender's id; null where another program wrote the line
 * @param from the sender, {@link UserName#REDIS} where another program wrote the line
 * @param at when the node took it; null where another program wrote the line
 * @param content what it says
 */
public record Entry(
    String previousTag,
    Position position,
    @Nullable String id,
    String from,
    @Nullable Instant at,
    Content content) {
  /** Its place in the log. */
  public long seq() {
    return position.seq();
  }

  /** Whether this entry comes right after the one at that position. */
  public boolean follows(Position before) {
    return position.seq() == before.seq() + 1 && previousTag.equals(before.tag());
  }
}
