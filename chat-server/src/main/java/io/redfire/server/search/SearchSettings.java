package io.redfire.server.search;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether and where a node keeps an index. Immutable.
 *
 * @param on whether it searches at all
 * @param directory where the index is kept from one run to the next; empty for a directory of this
 *     run alone
 * @param maxBytes how large the index may become before rooms that nobody searched for the longest
 *     time are dropped from it
 */
public record SearchSettings(boolean on, Optional<Path> directory, long maxBytes) {
  /** Where nothing else is set. */
  public static final long USUAL_MAX_BYTES = 4L << 30;

  /** Where nothing else is set and the directory is temporary, which may be in memory. */
  public static final long PASSING_MAX_BYTES = 256L << 20;

  /** An index of this run alone. */
  public static final SearchSettings PASSING =
      new SearchSettings(true, Optional.empty(), PASSING_MAX_BYTES);
}
