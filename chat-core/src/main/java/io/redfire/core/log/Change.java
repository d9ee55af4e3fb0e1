package io.redfire.core.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The edit or erasure that an entry shows.
 *
 * @param seq where it stands in the log
 * @param at when the node took it; null where the line does not tell
 */
public record Change(long seq, @Nullable Instant at) {}
