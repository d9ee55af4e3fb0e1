package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Start;
import io.redfire.client.ChannelFactory;
import io.redfire.client.ChatClient;
import io.redfire.client.ChatException;
import io.redfire.client.ConnectionListener;
import io.redfire.client.ServerAddress;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.ChatNode;
import io.redfire.server.NodeSettings;
import io.redfire.server.tls.ServerTls;
import io.redfire.server.tls.TlsFiles;
import io.redfire.testing.TestAuthority;
import io.redfire.testing.TestAuthority.Pair;
import io.redfire.testing.TestRedis;
import io.redfire.tls.ClientTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a node that speaks TLS and takes only those with a certificate. */
class TlsTest {
  private static final String ROOM = "room";

  @TempDir Path dir;
  private TestAuthority authority;
  private Pair ofClient;
  private Path certificate;
  private Path key;
  private ChatNode node;

  @BeforeEach
  void start() throws IOException {
    authority = TestAuthority.in(dir, "authority");
    ofClient = authority.issue("client", "dns:client");
    certificate = dir.resolve("server.pem");
    key = dir.resolve("server.key");
    put(authority.issue("first", "dns:localhost"));
    node =
        new ChatNode(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TestRedis.shared().connections(),
                new RedisKeys(TestRedis.newPrefix()),
                NodeSettings.OPEN,
                Optional.of(
                    ServerTls.load(
                        new TlsFiles(certificate, key, Optional.of(authority.certificate())),
                        Duration.ofMillis(50))))
            .start();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aConversationGoesOnWhileTheCertificateIsReplaced() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    List<ChatException> lost = new CopyOnWriteArrayList<>();
    ConnectionListener listener =
        new ConnectionListener() {
          @Override
          public void onLost(ServerAddress server, ChatException why, Duration retryIn) {
            lost.add(why);
          }
        };
    TestAuthority next = TestAuthority.in(dir, "next");
    try (ChatClient before = client(authority, listener)) {
      before.subscribe(
          ROOM,
          Start.getDefaultInstance(),
          (Entry entry) -> heard.add(entry.getMessage().getText()));
      before.send(ROOM, "one").get();

      put(next.issue("second", "dns:localhost"));
      Waiting.patiently().until(() -> isTakenBy(next));

      before.send(ROOM, "two").get();
      Waiting.patiently().until(() -> heard.contains("two"));
      assertThat(heard).endsWith("two");
      assertThat(lost).isEmpty();
    }
    assertThat(isTakenBy(authority)).isFalse();
  }

  /** Whether a client that trusts this authority gets in; one that does not gives up at once. */
  private boolean isTakenBy(TestAuthority trusted) throws Exception {
    try (ChatClient client = client(trusted, new ConnectionListener() {})) {
      return client.send(ROOM, "hello").handle((accepted, failed) -> failed == null).get();
    }
  }

  private ChatClient client(TestAuthority trusted, ConnectionListener listener) {
    ClientTls tls =
        ClientTls.system()
            .trusting(trusted.certificate())
            .showing(ofClient.certificate(), ofClient.key());
    return ChatClient.builder(List.of(new ServerAddress("localhost", node.port())), "alice")
        .channels(ChannelFactory.tls(tls))
        .listener(listener)
        .connect();
  }

  private void put(Pair pair) throws IOException {
    copy(pair.certificate(), certificate);
    copy(pair.key(), key);
  }

  private static void copy(Path from, Path to) throws IOException {
    Path part = Files.copy(from, to.resolveSibling("part"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
