package io.redfire.server.limit;

import io.redfire.core.rate.Rate;
import java.util.Optional;

/**
 * What may be uploaded. Immutable. A number of 0 is no limit, but for the size of an attachment,
 * which always has one.
 *
 * @param bytes of one attachment, 1 to {@link #MOST_BYTES}
 * @param bytesPerRoom of all attachments that one room holds
 * @param uploadsPerUser uploads of one user that are under way
 * @param kibibytesPerUser what one user uploads, in KiB, over all nodes; empty for no limit
 */
public record AttachmentLimits(
    long bytes, long bytesPerRoom, int uploadsPerUser, Optional<Rate> kibibytesPerUser) {
  /** The most that can be set for one attachment. */
  public static final long MOST_BYTES = 1L << 30;

  /** What one attachment may be where nothing else is set. */
  public static final long USUAL_BYTES = 25L << 20;

  /** No limits at all, and attachments of the usual size. */
  public static final AttachmentLimits NONE =
      new AttachmentLimits(USUAL_BYTES, 0, 0, Optional.empty());
}
