package io.redfire.core.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the words of a forwarded message come from.
 *
 * @param from who said them
 * @param at when; null where nobody knows
 * @param room where; null where not everyone may know of that room
 * @param seq where in that room; 0 where the room is not told
 */
public record Forward(String from, @Nullable Instant at, @Nullable String room, long seq) {}
