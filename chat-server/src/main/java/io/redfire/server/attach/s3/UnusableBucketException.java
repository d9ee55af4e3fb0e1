package io.redfire.server.attach.s3;

import org.jspecify.annotations.Nullable;

/** Says why a bucket cannot be used, in one line without secrets. */
public final class UnusableBucketException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableBucketException(String complaint, @Nullable Throwable cause) {
    super(complaint, cause);
  }
}
