package io.redfire.server.attach;

import io.redfire.server.attach.s3.Bucket;
import java.nio.file.Path;

/** Where the bytes of attachments are kept. Immutable. */
public sealed interface BlobSettings {
  /** In Redis. */
  BlobSettings IN_REDIS = new InRedis();

  /** Beside the messages. */
  record InRedis() implements BlobSettings {}

  /** As files of a directory that all nodes share. */
  record InDirectory(Path directory) implements BlobSettings {}

  /** As objects of a bucket. */
  record InBucket(Bucket bucket) implements BlobSettings {}
}
