package io.redfire.server.attach.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.LogException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A bucket that answers as none should. */
class S3AnswersTest {
  private static final AwsCredentialsProvider ANYBODY =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));

  private final BlobPlace place = BlobPlace.fresh(new ContentHash("ab".repeat(32)), 1000);
  private final byte[] bytes = new byte[1000];
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new ThreadFactoryBuilder().setDaemon(true).build());
  private volatile HttpHandler answer = S3AnswersTest::notFound;
  private long now;
  private HttpServer server;
  private Bucket bucket;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(bytes);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext(
        "/",
        call -> {
          asked.add(call.getRequestMethod());
          var unused = call.getRequestBody().readAllBytes();
          try (call) {
            answer.handle(call);
          }
        });
    server.start();
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    bucket = new Bucket("bucket", "", Optional.of(endpoint), Optional.empty());
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private S3Blobs open() {
    return new S3Blobs(bucket, ANYBODY, new Outage(() -> now));
  }

  private static void refuse(HttpExchange call, int status, String code) throws IOException {
    byte[] words = ("<Error><Code>" + code + "</Code></Error>").getBytes(UTF_8);
    boolean isLook = call.getRequestMethod().equals("HEAD");
    call.sendResponseHeaders(status, isLook ? -1 : words.length);
    if (!isLook) {
      call.getResponseBody().write(words);
    }
  }

  private static void notFound(HttpExchange call) throws IOException {
    refuse(call, 404, "NoSuchKey");
  }

  private void silence() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void part(HttpExchange call, int length) throws IOException {
    call.getResponseHeaders().add("Content-Range", "bytes 0-999/1000");
    call.sendResponseHeaders(206, 1000);
    call.getResponseBody().write(bytes, 0, length);
  }

  private static void assertUnavailable(ThrowingCallable call) {
    LogException failure = catchThrowableOfType(LogException.class, call);
    assertThat(failure).isNotNull();
    assertThat(failure.reason()).isEqualTo(LogException.Reason.UNAVAILABLE);
  }

  @Test
  void bucketThatIsSilentKeepsOneWaitingAndNobodyAfterThat() {
    answer = call -> silence();
    try (S3Blobs store = open()) {
      assertUnavailable(() -> store.has(place));
      assertThat(asked).containsExactly("HEAD");
      assertUnavailable(() -> store.has(place));
      assertUnavailable(() -> store.read(place, 0, 1000));
      assertUnavailable(() -> store.write(place, List.of(bytes).iterator()));
      assertUnavailable(() -> store.delete(place));
      assertThat(asked).hasSize(1);

      // Whoever finds out does so by a look, whatever it wants.
      now += Outage.PAUSE.toNanos();
      assertUnavailable(() -> store.write(place, List.of(bytes).iterator()));
      assertThat(asked).containsExactly("HEAD", "HEAD");

      answer = call -> part(call, 1000);
      assertUnavailable(() -> store.read(place, 0, 1000));
      now += Outage.PAUSE.toNanos();
      answer =
          call -> {
            if (call.getRequestMethod().equals("HEAD")) {
              notFound(call);
            } else {
              part(call, 1000);
            }
          };
      assertThat(store.read(place, 0, 1000)).isEqualTo(bytes);
      assertThat(asked).containsExactly("HEAD", "HEAD", "HEAD", "GET");
    }
  }

  @Test
  void answerThatBreaksOffIsAskedForAgain() {
    answer = call -> part(call, asked.size() == 1 ? 400 : 1000);
    try (S3Blobs store = open()) {
      assertThat(store.read(place, 0, 1000)).isEqualTo(bytes);
      assertThat(asked).containsExactly("GET", "GET");
    }
  }

  @Test
  void answersThatAllBreakOffAreNoFileThatIsGone() {
    answer = call -> part(call, 400);
    try (S3Blobs store = open()) {
      assertUnavailable(() -> store.read(place, 0, 1000));
      assertThat(asked).hasSizeGreaterThan(1);
    }
  }

  @Test
  void whatIsNotThereIsToldFromABucketThatIsNot() {
    try (S3Blobs store = open()) {
      assertThat(store.has(place)).isFalse();
      answer = call -> refuse(call, 404, "NoSuchBucket");
      assertUnavailable(() -> store.has(place));
    }
  }

  @Test
  void bucketThatMayOnlyBeWrittenToKeepsNothingOfTheCheck() {
    answer =
        call -> {
          switch (call.getRequestMethod()) {
            case "GET" -> refuse(call, 403, "AccessDenied");
            case "PUT" -> call.sendResponseHeaders(200, -1);
            default -> call.sendResponseHeaders(204, -1);
          }
        };
    try (S3Blobs store = open()) {
      assertThatThrownBy(store::check)
          .isInstanceOf(UnusableBucketException.class)
          .hasMessage(bucket + ": it does not let us read (403 AccessDenied)");
      assertThat(asked).containsExactly("PUT", "GET", "DELETE");
    }
  }

  @Test
  void credentialsThatSomebodyHasForUsMayComeLater() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("none");
        };
    try (S3Blobs store = new S3Blobs(bucket, none)) {
      assertThatThrownBy(store::check).isInstanceOf(UnusableBucketException.class);
      System.setProperty("aws.webIdentityTokenFile", "/var/run/token");
      assertUnavailable(store::check);
    } finally {
      System.clearProperty("aws.webIdentityTokenFile");
    }
    assertThat(asked).isEmpty();
  }
}
