package io.redfire.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.redfire.client.ChannelFactory;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.ChatNode;
import io.redfire.server.NodeSettings;
import io.redfire.testing.TestRedis;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are sent and got from a terminal. */
@Timeout(120)
class AttachCommandsTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<String> err = new ArrayList<>();
  private ChatNode node;

  @BeforeEach
  void start() throws Exception {
    node =
        new ChatNode(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TestRedis.shared().connections(),
                new RedisKeys(TestRedis.newPrefix()),
                NodeSettings.OPEN)
            .start();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private int run(String... words) {
    out.reset();
    err.clear();
    World world =
        new World(
            new ByteArrayInputStream(new byte[0]),
            new Stdout(out, false),
            new Notes(err::add),
            ChannelFactory.plaintext(),
            false,
            false);
    return RedfireCli.run(
        world,
        Stream.concat(
                Stream.of(words), Stream.of("--server", "127.0.0.1:" + node.port(), "--as", "ann"))
            .toArray(String[]::new));
  }

  private String prints(String... words) {
    assertThat(run(words)).as("%s", err).isZero();
    return out.toString(UTF_8);
  }

  private Path file(String name, byte[] bytes) throws Exception {
    return Files.write(directory.resolve(name), bytes);
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void fileIsSentShownAndGotBack() throws Exception {
    byte[] bytes = noise(300_000);
    String hash = Hashing.sha256().hashBytes(bytes).toString();
    Path sent = file("猫.bin", bytes);

    assertThat(prints("send", "--attach", sent.toString(), "look", "here")).isEqualTo("1\n");
    assertThat(prints("history"))
        .contains(
            "ann: 📎 application/octet-stream, 300.0 kB, " + hash.substring(0, 12) + "…: 猫.bin\n")
        .endsWith("\n    look here\n");
    assertThat(prints("history", "--json"))
        .contains("\"attachments\":[{\"sha256\":\"" + hash + "\",\"name\":\"猫.bin\"");

    Path got = directory.resolve("got");
    assertThat(prints("download", "chat", "1", "-o", got.toString())).isEqualTo(got + "\n");
    assertThat(got).hasBinaryContent(bytes);
    assertThat(prints("download", "chat", hash, "-o", got + "2", "--json"))
        .contains("\"file\":\"" + got + "2\",\"sha256\":\"" + hash + "\"");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).as("nothing is left beside them").hasSize(3);
    }
  }

  @Test
  void nothingIsOverwrittenUnlessTold() throws Exception {
    Path sent = file("a", noise(10));
    Path there = file("there", noise(5));
    assertThat(prints("send", "--attach", sent.toString())).isEqualTo("1\n");
    assertThat(run("download", "chat", "1", "-o", there.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(there).hasBinaryContent(noise(5));
    assertThat(prints("download", "chat", "1", "-o", there.toString(), "--overwrite")).isNotEmpty();
    assertThat(there).hasBinaryContent(noise(10));
  }

  @Test
  void whatNamesNoAttachmentIsSaidSo() throws Exception {
    Path one = file("a", noise(10));
    Path other = file("b", noise(11));
    assertThat(prints("send", "plain")).isEqualTo("1\n");
    assertThat(prints("send", "--attach", one.toString(), "--attach", other.toString()))
        .isEqualTo("2\n");
    for (String which : List.of("1", "2", "3", "0", "x", "0".repeat(64))) {
      assertThat(run("download", "chat", which, "-o", directory.resolve("no").toString()))
          .as(which)
          .isEqualTo(ExitCode.USAGE);
      assertThat(err).isNotEmpty();
    }
    assertThat(directory.resolve("no")).doesNotExist();
    assertThat(run("send", "--attach", directory.resolve("no").toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(run("send", "--attach", one.toString(), "--stdin-lines")).isEqualTo(ExitCode.USAGE);
    assertThat(run("send")).isEqualTo(ExitCode.USAGE);
  }
}
