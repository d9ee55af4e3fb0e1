package io.redfire.system;

import io.redfire.server.attach.s3.Bucket;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * A server of S3 that checks signatures, with one bucket in memory, which stays while the server is
 * stopped. For the test's own thread.
 */
final class BucketServer implements AutoCloseable {
  private static final String USER = "redfire";
  private static final String SECRET = "a secret of the tests";

  private final String bucket = "bucket-" + UUID.randomUUID();
  private final BlobStoreContext store;
  private final Map<String, Optional<String>> before = new HashMap<>();
  private @Nullable S3Proxy server;
  private int port;

  BucketServer() {
    store =
        ContextBuilder.newBuilder(new TransientNio2BlobApiMetadata())
            .credentials("any", "any")
            .overrides(new Properties())
            .build(BlobStoreContext.class);
    boolean isNew = store.getBlobStore().createContainerInLocation(null, bucket);
    if (!isNew) {
      throw new AssertionError("there is one already");
    }
    start();
    // Where a node finds them that was told nothing but the bucket.
    set("aws.accessKeyId", USER);
    set("aws.secretAccessKey", SECRET);
  }

  private void set(String property, String value) {
    before.put(property, Optional.ofNullable(System.setProperty(property, value)));
  }

  private static void setBack(String property, Optional<String> value) {
    value.ifPresentOrElse(
        text -> System.setProperty(property, text), () -> System.clearProperty(property));
  }

  /** Serves again, on the same port. */
  void start() {
    S3Proxy starting =
        S3Proxy.builder()
            .blobStore(store.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(AuthenticationType.AWS_V4, USER, SECRET)
            .build();
    try {
      starting.start();
    } catch (Exception e) {
      throw new AssertionError("the server of the bucket does not start", e);
    }
    port = starting.getPort();
    server = starting;
  }

  /** Serves no more: whoever asks is refused a connection. */
  void stop() {
    S3Proxy stopping = server;
    if (stopping != null) {
      server = null;
      try {
        stopping.stop();
      } catch (Exception e) {
        throw new AssertionError("the server of the bucket does not stop", e);
      }
    }
  }

  /** The bucket, with that prefix. */
  Bucket bucket(String prefix) {
    return named(bucket, prefix);
  }

  /** A bucket of that name on this server. */
  Bucket named(String name, String prefix) {
    return new Bucket(
        name, prefix, Optional.of(URI.create("http://127.0.0.1:" + port)), Optional.empty());
  }

  /** Who may use it. */
  static AwsCredentialsProvider right() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(USER, SECRET));
  }

  /** Somebody who does not know the secret. */
  static AwsCredentialsProvider wrong() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(USER, "a guess"));
  }

  /** The keys of all objects. */
  List<String> keys() {
    return store
        .getBlobStore()
        .list(bucket, ListContainerOptions.Builder.recursive().maxResults(1000))
        .stream()
        .map(StorageMetadata::getName)
        .sorted()
        .toList();
  }

  /** Removes an object behind everybody's back. */
  void remove(String key) {
    store.getBlobStore().removeBlob(bucket, key);
  }

  @Override
  public void close() {
    before.forEach(BucketServer::setBack);
    stop();
    store.close();
  }
}
