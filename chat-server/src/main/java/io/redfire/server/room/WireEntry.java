package io.redfire.server.room;

import io.redfire.core.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * An entry in the form in which it goes to every reader, made once. Immutable; the bytes are not
 * copied and must not be changed.
 *
 * @param previousTag the tag of the entry before
 * @param position its seq and tag
 * @param event the element of a frame that it becomes, field tag and length included
 * @param changes the seq of the message that shows it from then on; 0 where none does
 * @param alsoChanges the seq of another such message: of an erasure the root of the thread; else 0
 * @param rewords whether it is an edit or erasure of that message
 * @param changedBy the seq of the newest entry that it already shows; 0 where there is none
 * @param concerns whose rights in the room may be others from here on; {@link #EVERYONE}, or null
 *     where it is about nobody's
 * @param seenAt {@link System#nanoTime} at which this node made it
 */
public record WireEntry(
    String previousTag,
    Position position,
    byte[] event,
    long changes,
    long alsoChanges,
    boolean rewords,
    long changedBy,
    @Nullable String concerns,
    long seenAt) {
  /** In the place of a user's name: everyone. No user has it. */
  public static final String EVERYONE = "";

  /** Whether this entry comes right after the one at that position. */
  boolean follows(Position before) {
    return position.seq() == before.seq() + 1 && previousTag.equals(before.tag());
  }
}
