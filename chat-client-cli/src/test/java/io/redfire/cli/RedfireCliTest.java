package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.grpc.Status.Code;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.client.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RedfireCliTest {
  private static final String NASTY = "\u001b[2J\u202e\u0085\u2028\u007f\r\n\"\\ 红色之火 \uD83D\uDD25";

  private final ScriptedServer server = new ScriptedServer();
  private final CliRun cli = new CliRun();

  @AfterEach
  void stop() {
    server.close();
  }

  private static Map<String, String> parse(String line) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        fields.put(name, json.getValueAsString(""));
      }
      assertThat(json.nextToken()).isNull();
    }
    return fields;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "tail --room a:b",
        "tail --server nowhere",
        "tail --json --text",
        "tail --last -1",
        "tail --timeout 0",
        "send",
        "send hi --stdin",
        "send --stdin-lines --id 01890000-0000-7000-8000-000000000000",
        "history --before 0",
        "history --before 3 --after 1",
        "chat --last x"
      })
  void wrongUsageEndsWith2AndOneLine(String line) {
    assertThat(cli.run(line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).hasSize(1).first().asString().startsWith("redfire: ");
  }

  @Test
  void wrongOptionIsNamedWithWhatIsExpected() {
    cli.run("tail", "--room", "a b");
    assertThat(cli.err().get(0))
        .startsWith(
            "redfire: --room: 'a b' holds a space (expected: letters, digits, '.', '_', '-')");
  }

  @Test
  void helpTellsExitCodesOnStdout() {
    assertThat(cli.run("send", "--help")).isEqualTo(ExitCode.DONE);
    assertThat(cli.out()).contains("--stdin-lines").contains("69").contains("no server");
    assertThat(cli.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ping", "rooms", "history", "tail --timeout 0.3", "send hi --timeout 0.3"})
  void noServerEndsWith69(String line) {
    server.close();
    assertThat(cli.run(server, line.split(" "))).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).isNotEmpty().allMatch(note -> note.startsWith("redfire: "));
  }

  @Test
  void serverThatNeverAcknowledgesEndsWith75() {
    server.holdAnswers(true);
    assertThat(cli.run(server, "send", "hi", "--timeout", "0.5")).isEqualTo(ExitCode.TEMPORARY);
  }

  @Test
  void refusalsOfTheServerHaveTheirCodes() {
    server.failNextSend(ScriptedServer.failure(Code.INVALID_ARGUMENT, "BAD", "room: bad\u001b[2J"));
    assertThat(cli.run(server, "send", "hi")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).containsExactly("redfire: room: bad\\u001b[2J");
    server.refuseHello(ScriptedServer.failure(Code.PERMISSION_DENIED, "NO", "no"));
    assertThat(new CliRun().run(server, "send", "hi")).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(new CliRun().run(server, "tail", "-f")).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(new CliRun().run(server, "chat")).isEqualTo(ExitCode.NOT_PERMITTED);
  }

  @Test
  void sendPrintsTheSeq() {
    assertThat(cli.run(server, "send", "@hello", "-x", "--", "--there")).isEqualTo(ExitCode.USAGE);
    CliRun good = new CliRun();
    assertThat(good.run(server, "send", "@hello", "", "--", "--there")).isEqualTo(ExitCode.DONE);
    assertThat(good.out()).isEqualTo("1\n");
    assertThat(good.err()).isEmpty();
    assertThat(server.log("chat").texts()).containsExactly("@hello  --there");
  }

  @Test
  void sendWithTheSameIdIsADuplicate() throws IOException {
    String id = "01890000-0000-7000-8000-000000000000";
    cli.run(server, "send", "--json", "--id", id, "hi");
    cli.run(server, "send", "--json", "--id", id, "hi");
    Map<String, String> first = parse(cli.lines().get(0));
    Map<String, String> second = parse(cli.lines().get(1));
    assertThat(first)
        .containsEntry("seq", "1")
        .containsEntry("id", id)
        .containsEntry("room", "chat")
        .containsEntry("level", "on_disk")
        .containsEntry("duplicate", "false")
        .containsKey("tag");
    assertThat(second).containsEntry("duplicate", "true").containsEntry("seq", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "a\r\nb\n\n", "红色之火 \uD83D\uDD25\t\u0000\u001b"})
  void stdinIsOneMessageByteForByte(String text) {
    cli.stdin(text.getBytes(StandardCharsets.UTF_8));
    assertThat(cli.run(server, "send", "--stdin")).isEqualTo(ExitCode.DONE);
    assertThat(server.log("chat").texts()).containsExactly(text);

    CliRun back = new CliRun();
    assertThat(back.run(server, "tail", "--text")).isEqualTo(ExitCode.DONE);
    assertThat(back.out()).isEqualTo(text + "\n");
  }

  @Test
  void stdinThatIsNoTextIsRefused() {
    cli.stdin(new byte[] {'a', (byte) 0xff});
    assertThat(cli.run(server, "send", "--stdin")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err().get(0)).contains("not valid UTF-8");
    assertThat(server.received()).isEmpty();
  }

  @Test
  void stdinLinesAreMessagesInOrderAcrossCuts() {
    List<String> texts =
        IntStream.range(0, 3000).mapToObj(i -> i % 7 == 0 ? "" : "第" + i + "行 \r").toList();
    cli.stdin(String.join("\n", texts).getBytes(StandardCharsets.UTF_8));
    server.cutBeforeAckOfSend(1000);
    assertThat(cli.run(server, "send", "--stdin-lines")).isEqualTo(ExitCode.DONE);
    assertThat(server.log("chat").texts()).isEqualTo(texts);
    assertThat(cli.lines())
        .isEqualTo(IntStream.rangeClosed(1, 3000).mapToObj(String::valueOf).toList());
  }

  @Test
  void aServerThatTakesNoMoreIsObeyedAndNoted() {
    com.google.rpc.Status soon =
        ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "RATE_LIMITED", Duration.ofMillis(20));
    server.failNextSend(soon);
    server.failNextSend(soon);
    cli.stdin("one".getBytes(StandardCharsets.UTF_8));
    assertThat(cli.run(server, "send", "--stdin-lines")).isEqualTo(ExitCode.DONE);
    assertThat(server.log("chat").texts()).containsExactly("one");
    assertThat(cli.err())
        .containsExactly(
            "redfire: chat: the server takes no more messages for 0.1 s; the rest waits, nothing is"
                + " lost");
  }

  @Test
  void stdinLinesGoOutWhileTheInputIsStillOpen() throws Exception {
    PipedOutputStream typing = new PipedOutputStream();
    cli.stdin(new PipedInputStream(typing));
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(() -> cli.run(server, "send", "--stdin-lines"));
    typing.write("one\n".getBytes(StandardCharsets.UTF_8));
    typing.flush();
    await().until(() -> cli.out().equals("1\n"));
    typing.write("two".getBytes(StandardCharsets.UTF_8));
    typing.close();
    assertThat(code.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
    assertThat(server.log("chat").texts()).containsExactly("one", "two");
  }

  @Test
  void refusedLineIsNamed() {
    cli.stdin("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
    server.failNextSend(ScriptedServer.failure(Code.INVALID_ARGUMENT, "BAD", "bad text"));
    assertThat(cli.run(server, "send", "--stdin-lines")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).containsExactly("redfire: line 1: bad text");
  }

  @Test
  void withdrawnLinesAreSentAgainBeforeTheEnd() throws Exception {
    PipedOutputStream typing = new PipedOutputStream();
    cli.stdin(new PipedInputStream(typing));
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(() -> cli.run(server, "send", "--stdin-lines"));
    typing.write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
    typing.flush();
    await().until(() -> cli.out().equals("1\n2\n"));
    server.replaceAfter("chat", 1, "foreign");
    await().until(() -> server.received().size() == 3);
    typing.close();
    assertThat(code.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
    assertThat(server.log("chat").texts()).containsExactly("one", "foreign", "two");
    assertThat(cli.err()).anyMatch(note -> note.contains("sending 1 messages again"));
  }

  @Test
  void jsonOfTailParsesBackAndIsHarmless() throws IOException {
    server.say("chat", "bob", NASTY);
    cli.run(server, "tail", "--json");
    assertThat(cli.lines()).hasSize(1);
    assertThat(cli.out().strip().codePoints().anyMatch(TerminalText::isHarmful)).isFalse();
    assertThat(parse(cli.lines().get(0)))
        .containsEntry("seq", "1")
        .containsEntry("room", "chat")
        .containsEntry("from", "bob")
        .containsEntry("id", "")
        .containsEntry("text", NASTY)
        .containsEntry("at", "2026-09-21T14:13:21Z")
        .containsKeys("tag", "cursor");
  }

  @Test
  void plainFormIsHarmlessAndKeepsLinesApart() {
    server.say("chat", "bob", "hi\n9 forged: \u001b[31m");
    cli.run(server, "tail");
    assertThat(cli.lines()).hasSize(2);
    assertThat(cli.lines().get(0)).matches("1 \\S+ \\S+ bob: hi");
    assertThat(cli.lines().get(1)).isEqualTo("    9 forged: \\u001b[31m");
  }

  @Test
  void textIsHarmlessOnATerminal() {
    server.say("chat", "bob", "\u001b[31m");
    cli.terminal().run(server, "tail", "--text");
    assertThat(cli.out()).isEqualTo("\\u001b[31m\n");
  }

  @Test
  void tailBeginsWhereItIsTold() throws IOException {
    IntStream.rangeClosed(1, 30).forEach(i -> server.say("chat", "bob", "m" + i));
    assertThat(tail()).hasSize(10).first().isEqualTo("m21");
    assertThat(tail("-n", "2")).containsExactly("m29", "m30");
    assertThat(tail("-n", "0")).isEmpty();
    assertThat(tail("--since", "start")).hasSize(30);
    assertThat(tail("--since", "28")).containsExactly("m29", "m30");
    cli.run(server, "tail", "--json", "-n", "5");
    String cursor = parse(cli.lines().get(1)).get("cursor");
    assertThat(tail("--since", String.valueOf(cursor))).containsExactly("m28", "m29", "m30");
  }

  private List<String> tail(String... args) {
    CliRun run = new CliRun();
    String[] all =
        IntStream.rangeClosed(-2, args.length - 1)
            .mapToObj(i -> i == -2 ? "tail" : i == -1 ? "--text" : args[i])
            .toArray(String[]::new);
    assertThat(run.run(server, all)).isEqualTo(ExitCode.DONE);
    return run.lines();
  }

  @Test
  void followingTailTellsEventsAsJson() throws Exception {
    PipedClosing closing = new PipedClosing(4);
    World world = closing.world();
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () ->
                RedfireCli.run(
                    world, "tail", "-f", "--json", "--server", server.address().toString()));
    server.say("chat", "bob", "one");
    await().until(() -> closing.lines().size() == 1);
    server.sayLive("chat", "psst\u001b");
    await().until(() -> closing.lines().size() == 2);
    server.replaceAfter("chat", 0, "two");
    // Its reader is gone after the fourth line, which ends it quietly at the next.
    await().until(() -> closing.lines().size() == 4);
    server.say("chat", "bob", "three");
    assertThat(code.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
    assertThat(parse(closing.lines().get(1)))
        .containsEntry("event", "live_text")
        .containsEntry("text", "psst\u001b");
    assertThat(parse(closing.lines().get(2)))
        .containsEntry("event", "room_rewound")
        .containsEntry("fork_seq", "0");
    assertThat(parse(closing.lines().get(3))).containsEntry("text", "two");
  }

  /** A standard output whose reader goes away after some lines. */
  private static final class PipedClosing extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int most;

    PipedClosing(int most) {
      this.most = most;
    }

    World world() {
      return new World(
          java.io.InputStream.nullInputStream(),
          new Stdout(this, false),
          new Notes(note -> {}),
          io.redfire.client.ChannelFactory.plaintext(),
          false,
          false);
    }

    List<String> lines() {
      synchronized (bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
      }
    }

    @Override
    public void write(int b) throws IOException {
      synchronized (bytes) {
        if (lines().size() >= most && bytes.toString(StandardCharsets.UTF_8).endsWith("\n")) {
          throw new IOException("Broken pipe");
        }
        bytes.write(b);
      }
    }
  }

  @Test
  void historyPagesFromEitherEnd() {
    IntStream.rangeClosed(1, 30).forEach(i -> server.say("chat", "bob", "m" + i));
    assertThat(history()).hasSize(30);
    assertThat(history("--last", "9")).hasSize(9).first().isEqualTo("m22");
    assertThat(history("--all")).isEqualTo(server.log("chat").texts());
    assertThat(history("--after", "20", "--last", "8")).hasSize(8).first().isEqualTo("m21");
    assertThat(history("--before", "5")).containsExactly("m1", "m2", "m3", "m4");
  }

  private List<String> history(String... args) {
    CliRun run = new CliRun();
    String[] all =
        IntStream.rangeClosed(-2, args.length - 1)
            .mapToObj(i -> i == -2 ? "history" : i == -1 ? "--text" : args[i])
            .toArray(String[]::new);
    assertThat(run.run(server, all)).isEqualTo(ExitCode.DONE);
    return run.lines();
  }

  @Test
  void roomsArePrinted() {
    server.say("b", "bob", "x");
    server.say("a", "bob", "x");
    assertThat(cli.run(server, "rooms")).isEqualTo(ExitCode.DONE);
    assertThat(cli.lines()).containsExactly("a 1", "b 1");
  }

  @Test
  void pingTellsWhoAnswered() {
    assertThat(cli.run(server, "ping")).isEqualTo(ExitCode.DONE);
    assertThat(cli.out()).matches("ok " + server.address() + " \\d+\\.\\d ms\n");
  }

  @Test
  void chatOverAPipeSaysAndShowsEachMessageOnce() {
    server.say("chat", "bob", "before");
    cli.stdin("你好\n\n/quit\nnever\n".getBytes(StandardCharsets.UTF_8));
    assertThat(cli.run(server, "chat")).isEqualTo(ExitCode.DONE);
    assertThat(server.received()).extracting(OutgoingMessage::getText).containsExactly("你好");
    assertThat(cli.lines()).hasSize(2);
    assertThat(cli.lines().get(0)).matches("\\d\\d:\\d\\d bob  before");
    assertThat(cli.lines().get(1)).matches("\\d\\d:\\d\\d alice  你好");
  }

  @Test
  void lostConnectionIsNotedOnce() {
    server.failNextSend(ScriptedServer.failure(Code.UNAVAILABLE, "STORE", Duration.ofMillis(10)));
    assertThat(cli.run(server, "send", "hi")).isEqualTo(ExitCode.DONE);
    assertThat(cli.out()).isEqualTo("1\n");
    assertThat(cli.err()).hasSize(2);
    assertThat(cli.err().get(1)).isEqualTo("redfire: connected to " + server.address());
  }
}
