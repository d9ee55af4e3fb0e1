package io.redfire.core.redis.blob;

import io.redfire.core.blob.BlobStore;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.BlobStoreContract;
import io.redfire.testing.TestRedis;

class RedisBlobsTest extends BlobStoreContract {
  @Override
  protected BlobStore open() {
    return new RedisBlobs(
        TestRedis.shared().connections(), new RedisKeys(TestRedis.newPrefix()), 2);
  }
}
