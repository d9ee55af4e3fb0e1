package io.redfire.core.transfer;

import java.util.List;

/**
 * Some lines of a room's list as they stand there.
 *
 * @param isThere false where the place that they were to follow is no longer in the log, or no
 *     longer followed by all that followed it; then there are none
 */
public record LinePage(boolean isThere, List<byte[]> lines) {}
