package io.redfire.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.redfire.server.attach.s3.Bucket;
import io.redfire.server.attach.s3.S3Blobs;
import io.redfire.server.settings.ExitCode;
import io.redfire.server.settings.SettingsCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What a bucket has to say in whether a server starts. */
class RedfireServerTest {
  private static S3Blobs bucket(int port) {
    return new S3Blobs(
        new Bucket(
            "files",
            "",
            Optional.of(URI.create("http://127.0.0.1:" + port)),
            Optional.of("us-east-1")),
        StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "hush")));
  }

  private static HttpServer refusing() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    byte[] words = "<Error><Code>AccessDenied</Code></Error>".getBytes(UTF_8);
    server.createContext(
        "/",
        call -> {
          try (call) {
            var unused = call.getRequestBody().readAllBytes();
            call.sendResponseHeaders(403, words.length);
            call.getResponseBody().write(words);
          }
        });
    server.start();
    return server;
  }

  @Test
  void bucketThatRefusesIsAMistakeInTheSettingsToldInOneLine() throws IOException {
    HttpServer server = refusing();
    int port = server.getAddress().getPort();
    PrintStream before = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told, true, UTF_8));
    int status;
    try {
      status =
          SettingsCommand.run(new String[] {}, settings -> RedfireServer.check(() -> bucket(port)));
    } finally {
      System.setErr(before);
      server.stop(0);
    }
    assertThat(status).isEqualTo(ExitCode.USAGE.status());
    assertThat(told.toString(UTF_8).lines().filter(line -> line.startsWith("redfire-server:")))
        .containsExactly(
            "redfire-server: --blobs: s3://files/ at http://127.0.0.1:"
                + port
                + ": it does not let us write (403 AccessDenied)");
  }

  @Test
  void bucketThatIsAwayKeepsNobodyFromStarting() throws IOException {
    HttpServer server = refusing();
    int port = server.getAddress().getPort();
    server.stop(0);
    AtomicBoolean isOn = new AtomicBoolean();
    int status =
        SettingsCommand.run(
            new String[] {},
            settings -> {
              RedfireServer.check(() -> bucket(port));
              isOn.set(true);
            });
    assertThat(status).isEqualTo(ExitCode.DONE.status());
    assertThat(isOn).isTrue();
  }
}
