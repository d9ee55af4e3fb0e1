package io.redfire.server.attach.s3;

import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.LogException;
import java.io.IOException;
import java.io.InputStream;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Bytes as objects of a bucket: {@code PREFIX/ab/SHA-256.WORD} for each place, named as a directory
 * names its files, so that one can be copied to the other.
 *
 * <p>An object is there whole or not at all. A small one is sent at once, a large one in pieces
 * that the bucket puts together in the end, each of which is sent again where its answer is lost.
 * With each goes its MD5, which every server of S3 checks; the newer checksums not all of them
 * know.
 *
 * <p>Who asks holds a thread that others need too. So nobody waits long for what is short, and once
 * somebody waited in vain the others are told at once, until it answers again.
 *
 * <p>Thread-safe. While it writes it holds one piece.
 */
public final class S3Blobs implements BlobStore {
  private static final Logger LOG = LoggerFactory.getLogger(S3Blobs.class);
  private static final byte[] NOTHING = {};

  /** As small as a bucket takes it, but for the last one. */
  static final int PIECE_BYTES = 20 * PART_BYTES;

  private static final Duration CONNECTING = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** For one piece, however often it is sent. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration PATIENCE_ONCE = Duration.ofSeconds(30);

  /** For what is short, however often it is asked. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final Duration SOON_ONCE = Duration.ofSeconds(5);

  /** For what is only asked. */
  private static final Duration GLANCE = Duration.ofSeconds(3);

  private static final Duration COMPLAINING = Duration.ofSeconds(10);
  private static final int NOT_FOUND = 404;
  private static final int BEYOND_ITS_END = 416;
  private static final int OVERLOADED = 429;
  private static final int SERVERS_FAULT = 500;

  private final Bucket bucket;
  private final AwsCredentialsProvider credentials;
  private final S3Client s3;
  private final Outage outage;
  private final AtomicLong complained = new AtomicLong(System.nanoTime() - COMPLAINING.toNanos());

  /**
   * As the other one, with credentials from the first place of AWS's default chain that has some:
   * the environment, its own files, the machine's or the pod's role.
   */
  public S3Blobs(Bucket bucket) {
    this(bucket, DefaultCredentialsProvider.builder().build());
  }

  /**
   * Opens it; it is asked for nothing yet.
   *
   * @throws UnusableBucketException where nobody knows in which region it is
   */
  public S3Blobs(Bucket bucket, AwsCredentialsProvider credentials) {
    this(bucket, credentials, new Outage(System::nanoTime));
  }

  S3Blobs(Bucket bucket, AwsCredentialsProvider credentials, Outage outage) {
    this.bucket = bucket;
    this.credentials = credentials;
    this.outage = outage;
    S3ClientBuilder client =
        S3Client.builder()
            .credentialsProvider(credentials)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                form -> form.chunkedEncodingEnabled(false).expectContinueEnabled(false))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECTING)
                    .socketTimeout(SILENCE))
            .overrideConfiguration(
                limits ->
                    limits
                        .retryStrategy(RetryMode.STANDARD)
                        .apiCallTimeout(PATIENCE)
                        .apiCallAttemptTimeout(PATIENCE_ONCE));
    bucket.region().map(Region::of).ifPresent(client::region);
    bucket
        .endpoint()
        .ifPresent(
            server -> {
              // Few of those have a name for each bucket, and most do not mind the region.
              var unused = client.endpointOverride(server).forcePathStyle(true);
              if (bucket.region().isEmpty()) {
                unused = client.region(Region.US_EAST_1);
              }
            });
    try {
      this.s3 = client.build();
    } catch (SdkClientException e) {
      throw new UnusableBucketException(
          bucket + ": nobody says in which region it is (expected: region=NAME, or AWS_REGION)", e);
    }
  }

  /**
   * Tries it out with an object of a few bytes, which is gone afterwards.
   *
   * @throws UnusableBucketException where it answers, and does not let us do what we need; or where
   *     there are no credentials
   * @throws LogException where it does not answer now
   */
  public void check() {
    checkCredentials();
    byte[] bytes = {1, 2, 3};
    BlobPlace probe = BlobPlace.fresh(new ContentHash("0".repeat(64)), bytes.length);
    trying("write", () -> put(key(probe), Piece.of(bytes)));
    try {
      byte[] read = trying("read", () -> range(probe, 0, bytes.length, SOON, SOON_ONCE));
      if (!Arrays.equals(read, bytes)) {
        throw new UnusableBucketException(
            bucket + ": what was written does not come back (expected: the same bytes)", null);
      }
    } catch (RuntimeException failure) {
      removeAfter(probe, failure);
      throw failure;
    }
    trying("delete", () -> remove(probe));
    if (trying("look for what is not there (s3:ListBucket allows it)", () -> isThere(probe))) {
      throw new UnusableBucketException(
          bucket + ": what was deleted is still there (expected: to be gone at once)", null);
    }
  }

  private void checkCredentials() {
    try {
      var unused = credentials.resolveCredentials();
    } catch (SdkException e) {
      if (areGivenOut()) {
        throw failure(e);
      }
      throw new UnusableBucketException(
          bucket
              + ": there are no credentials for it (expected: AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY, or another place of AWS's default chain)",
          e);
    }
  }

  /** Whether it is known who has them for us: then that one does not answer now. */
  private static boolean areGivenOut() {
    return Stream.of(
            SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE,
            SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI,
            SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI)
        .anyMatch(setting -> setting.getStringValue().isPresent());
  }

  private void removeAfter(BlobPlace probe, RuntimeException failure) {
    try {
      var unused = remove(probe);
    } catch (SdkException | LogException e) {
      failure.addSuppressed(e);
    }
  }

  private <T> T trying(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (S3Exception refused) {
      if (mayPass(refused)) {
        throw failure(refused);
      }
      throw new UnusableBucketException(
          bucket + ": it does not let us " + what + " (" + reason(refused) + ")", refused);
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  private static boolean mayPass(S3Exception refused) {
    return refused.statusCode() >= SERVERS_FAULT || refused.statusCode() == OVERLOADED;
  }

  private String key(BlobPlace place) {
    String hash = place.hash().value();
    return bucket.prefix() + hash.substring(0, 2) + "/" + hash + "." + place.word();
  }

  @Override
  public void write(BlobPlace place, Iterator<byte[]> parts) {
    Piece piece = new Piece((int) Math.min(PIECE_BYTES, place.size()));
    piece.fill(parts);
    try {
      if (parts.hasNext()) {
        putPieces(key(place), piece, parts);
      } else {
        var unused = put(key(place), piece);
      }
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  private Object put(String key, Piece piece) {
    return ask(
        () ->
            s3.putObject(
                to -> to.bucket(bucket.name()).key(key).contentMD5(piece.md5()), piece.body()));
  }

  private void putPieces(String key, Piece piece, Iterator<byte[]> parts) {
    String upload =
        ask(() -> s3.createMultipartUpload(to -> to.bucket(bucket.name()).key(key))).uploadId();
    try {
      List<CompletedPart> sent = new ArrayList<>();
      for (; !piece.isEmpty(); piece.fill(parts)) {
        sent.add(putPiece(key, upload, sent.size() + 1, piece));
      }
      var unused =
          ask(
              () ->
                  s3.completeMultipartUpload(
                      to ->
                          to.bucket(bucket.name())
                              .key(key)
                              .uploadId(upload)
                              .multipartUpload(all -> all.parts(sent))));
    } catch (RuntimeException failure) {
      forget(key, upload, failure);
      throw failure;
    }
  }

  private CompletedPart putPiece(String key, String upload, int number, Piece piece) {
    String tag =
        ask(() ->
                s3.uploadPart(
                    to ->
                        to.bucket(bucket.name())
                            .key(key)
                            .uploadId(upload)
                            .partNumber(number)
                            .contentMD5(piece.md5()),
                    piece.body()))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  /** Or the bucket keeps the pieces, and whoever pays for it, until a rule of it ends that. */
  private void forget(String key, String upload, RuntimeException failure) {
    try {
      var unused =
          ask(
              () ->
                  s3.abortMultipartUpload(
                      to ->
                          to.bucket(bucket.name())
                              .key(key)
                              .uploadId(upload)
                              .overrideConfiguration(within(SOON, SOON_ONCE))));
    } catch (SdkException | LogException e) {
      failure.addSuppressed(e);
    }
  }

  private static Consumer<AwsRequestOverrideConfiguration.Builder> within(
      Duration all, Duration once) {
    return limits -> limits.apiCallTimeout(all).apiCallAttemptTimeout(once);
  }

  /**
   * Asks it for something, or tells at once that it does not answer.
   *
   * @throws LogException where somebody waited for it in vain just now
   */
  private <T> T ask(Supplier<T> call) {
    if (!outage.isOver(this::answers)) {
      throw unavailable(null);
    }
    try {
      return call.get();
    } catch (SdkException e) {
      if (isSilence(e)) {
        outage.begin();
      }
      throw e;
    }
  }

  /** Whatever the answer is. */
  private boolean answers() {
    try {
      var unused =
          s3.headObject(
              of ->
                  of.bucket(bucket.name())
                      .key(bucket.prefix() + "probe")
                      .overrideConfiguration(within(GLANCE, GLANCE)));
      return true;
    } catch (S3Exception answer) {
      return true;
    } catch (SdkException e) {
      return false;
    }
  }

  /** A connection that is refused, or broken off, keeps nobody waiting. */
  private static boolean isSilence(SdkException failure) {
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException) {
      return true;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte[] read(BlobPlace place, long offset, int length) {
    int there = (int) Math.min(length, place.size() - offset);
    try {
      return range(place, offset, there, SOON, SOON_ONCE);
    } catch (S3Exception e) {
      if (isAbsent(e)) {
        return NOTHING;
      }
      throw failure(e);
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  private byte[] range(BlobPlace place, long offset, int length, Duration all, Duration once) {
    ResponseTransformer<GetObjectResponse, byte[]> reader =
        (answer, bytes) -> {
          String range = String.valueOf(answer.contentRange());
          if (!range.startsWith("bytes " + offset + "-")) {
            // It may be all of it, and more than there is memory.
            bytes.abort();
            throw SdkClientException.create("the answer is not the range that was asked for");
          }
          return whole(bytes, (int) Math.min(length, answer.contentLength()));
        };
    return ask(
        () ->
            s3.getObject(
                from ->
                    from.bucket(bucket.name())
                        .key(key(place))
                        .range("bytes=" + offset + "-" + (offset + length - 1))
                        .overrideConfiguration(within(all, once)),
                reader));
  }

  /** All that was announced, or it is asked for again: whatever else is thrown here ends it. */
  private static byte[] whole(InputStream bytes, int length) {
    byte[] read;
    try {
      read = bytes.readNBytes(length);
    } catch (IOException e) {
      throw RetryableException.create("the answer broke off", e);
    }
    if (read.length < length) {
      throw RetryableException.create("the answer ended too soon");
    }
    return read;
  }

  /** The bucket itself may be absent too, and that is another thing. */
  private static boolean isAbsent(S3Exception refused) {
    return refused.statusCode() == BEYOND_ITS_END
        || (refused.statusCode() == NOT_FOUND && !code(refused).equals("NoSuchBucket"));
  }

  @Override
  public boolean has(BlobPlace place) {
    try {
      return isThere(place);
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  private boolean isThere(BlobPlace place) {
    try {
      long size =
          ask(() ->
                  s3.headObject(
                      of ->
                          of.bucket(bucket.name())
                              .key(key(place))
                              .overrideConfiguration(within(GLANCE, GLANCE))))
              .contentLength();
      return size == place.size();
    } catch (S3Exception e) {
      if (isAbsent(e)) {
        checkBucket(place);
        return false;
      }
      throw e;
    }
  }

  /** The answer to such a look has no words that tell whether it is the bucket that is absent. */
  private void checkBucket(BlobPlace place) {
    try {
      var unused = range(place, 0, 1, GLANCE, GLANCE);
    } catch (S3Exception e) {
      if (!isAbsent(e)) {
        throw e;
      }
    }
  }

  @Override
  public void delete(BlobPlace place) {
    try {
      var unused = remove(place);
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  private Object remove(BlobPlace place) {
    return ask(
        () ->
            s3.deleteObject(
                of ->
                    of.bucket(bucket.name())
                        .key(key(place))
                        .overrideConfiguration(within(SOON, SOON_ONCE))));
  }

  /** Told to the log too, now and then: whoever asked hears only that it does not work. */
  private LogException failure(SdkException e) {
    long now = System.nanoTime();
    long last = complained.get();
    if (now - last >= COMPLAINING.toNanos() && complained.compareAndSet(last, now)) {
      LOG.warn("Attachments cannot be kept or read now; {}: {}", bucket, reason(e));
    }
    return unavailable(e);
  }

  private static LogException unavailable(@Nullable SdkException e) {
    return new LogException(
        LogException.Reason.UNAVAILABLE, "the bucket of attachments does not work", e);
  }

  /** In one line, and nothing in it that is anybody's secret. */
  private static String reason(SdkException e) {
    if (e instanceof S3Exception refused) {
      return (refused.statusCode() + " " + code(refused)).strip();
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof IOException
        ? (root.getClass().getSimpleName() + " " + root.getMessage()).replaceAll("\\p{Cc}", "?")
        : root.getClass().getSimpleName();
  }

  private static String code(S3Exception refused) {
    var details = refused.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  @Override
  public void close() {
    s3.close();
  }
}
