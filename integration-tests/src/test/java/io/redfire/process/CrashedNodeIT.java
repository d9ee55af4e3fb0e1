package io.redfire.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long text on its way while the node that takes it is killed. */
class CrashedNodeIT {
  private static final int LINES = 10_000;
  private static final String END = "that was all";

  @TempDir Path directory;

  @Test
  void textComesOutOfAnotherNodeExactlyWhileItsOwnIsKilledAndStartedAgain() throws Exception {
    List<String> lines = Prose.lines(LINES, 20_261_123);
    try (OwnRedis redis = TestRedis.own();
        RunningServer first = server(redis);
        RunningServer second = server(redis);
        Program text = tail("--text", second.address());
        Program json = tail("--json", first.address() + "," + second.address());
        Program sender = send(first.address() + "," + second.address())) {
      CompletableFuture<Void> startedAgain = new CompletableFuture<>();
      CompletableFuture<Void> typed =
          CompletableFuture.runAsync(() -> type(lines, sender.in(), startedAgain));

      sender.awaitOut(out -> out.lines().count() > 2_000);
      first.program().kill9();
      sender.awaitErr(err -> err.contains("connected to " + second.address()));
      first.startAgain();
      startedAgain.complete(null);
      typed.get();
      assertThat(sender.end()).as(sender.err()).isZero();
      try (Program last = Program.redfire(directory, "send", END, "--server", first.address())) {
        assertThat(last.end()).as(last.err()).isZero();
      }

      text.awaitOut(out -> out.endsWith(END + "\n"));
      byte[] sent = (String.join("\n", lines) + "\n" + END + "\n").getBytes(UTF_8);
      assertThat(Arrays.mismatch(text.bytes(), sent)).as("first byte that differs").isEqualTo(-1);
      json.awaitOut(out -> out.contains("\"text\":\"" + END + "\""));
      List<SentEntry> entries = json.out().lines().map(SentEntry::parse).toList();
      assertThat(entries.stream().map(SentEntry::text).toList().subList(0, LINES)).isEqualTo(lines);
      assertThat(entries.stream().map(SentEntry::seq))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, LINES + 1).boxed().toList());
      assertThat(json.err()).contains("connected to " + second.address());
      assertThat(sender.out().lines().map(Long::parseLong))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, LINES).boxed().toList());
    }
  }

  /** The second half waits until the node is back, so that its crash lies in the middle. */
  private static void type(List<String> lines, OutputStream in, CompletableFuture<Void> back) {
    try (in) {
      int half = lines.size() / 2;
      in.write((String.join("\n", lines.subList(0, half)) + "\n").getBytes(UTF_8));
      in.flush();
      back.join();
      in.write((String.join("\n", lines.subList(half, lines.size())) + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunningServer server(OwnRedis redis) {
    return new RunningServer(directory, "--redis", redis.address().toString());
  }

  private Program tail(String form, String servers) {
    return Program.redfire(
        directory, "tail", "--follow", "--since", "start", form, "--server", servers);
  }

  private Program send(String servers) {
    return Program.redfire(directory, "send", "--stdin-lines", "--as", "小明", "--server", servers);
  }
}
