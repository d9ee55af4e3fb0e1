package io.redfire.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts and terminals get from the client: exit codes, clean output, nothing harmful. */
class ClientProgramIT {
  private static final String HARMFUL =
      "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egnp.exe\u2066 \u0000\u007f\u2028 ok";

  @TempDir static Path directory;

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = new RunningServer(directory, "--data-dir", directory.resolve("data").toString());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void wrongUsageIsOneLineAndTwo() {
    assertRefused(2, "--colour", redfire("tail", "--colour"));
    assertRefused(2, "nothing to send", redfire("send"));
    assertRefused(2, "--room: 'a b' holds a space", redfire("tail", "--room", "a b"));
    assertRefused(2, "--server: ", redfire("ping", "--server", "nowhere:port"));
  }

  @Test
  void unreachableServerIsSixtyNine() {
    // Nothing listens on port 1 of this machine.
    String nowhere = "127.0.0.1:1";
    String why = "no server answers: 127.0.0.1:1: connection refused";
    assertRefused(69, why, redfire("ping", "--server", nowhere));
    assertRefused(69, why, redfire("history", "--server", nowhere));
    assertGivenUp(redfire("send", "text", "--timeout", "1", "--server", nowhere));
    assertGivenUp(redfire("tail", "--follow", "--timeout", "1", "--server", nowhere));
  }

  @Test
  void textThatIsTooLongIsTwoAndNamesTheLine() throws IOException {
    try (Program program = there("send", "--stdin-lines", "--room", "long")) {
      program.in().write(("fits\n" + "长".repeat(3_000) + "\n").getBytes(UTF_8));
      program.in().close();
      assertThat(program.end()).as(program.toString()).isEqualTo(2);
      assertThat(program.out()).isEqualTo("1\n");
      assertThat(program.err().lines()).hasSize(1);
      assertThat(program.err()).contains("line 2: ").contains("8192 bytes");
    }
  }

  @Test
  void readerThatHasSeenEnoughIsNoError() throws Exception {
    say("pipe", "one");
    ProcessBuilder builder =
        new ProcessBuilder(
            Program.java(
                "redfire.cli.jar",
                "tail",
                "--follow",
                "--text",
                "--since",
                "start",
                "--room",
                "pipe",
                "--server",
                server.address()));
    Process tail = Program.start(builder.redirectError(ProcessBuilder.Redirect.DISCARD));
    try {
      try (BufferedReader pipe =
          new BufferedReader(new InputStreamReader(tail.getInputStream(), UTF_8))) {
        assertThat(pipe.readLine()).isEqualTo("one");
      }
      say("pipe", "two");

      assertThat(tail.waitFor(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(tail.exitValue()).isZero();
    } finally {
      tail.destroyForcibly();
    }
  }

  @Test
  void interruptEndsItWithThatCode() {
    say("interrupted", "here");
    try (Program tail = there("tail", "--follow", "--text", "--room", "interrupted")) {
      tail.awaitOut(out -> out.equals("here\n"));
      tail.interrupt();
      assertThat(tail.end()).isEqualTo(130);
      assertThat(tail.err()).isEmpty();
    }
  }

  @Test
  void harmfulTextIsExactInDataAndHarmlessForEyes() throws IOException {
    try (Program send = there("send", "--stdin", "--room", "harm")) {
      send.in().write(HARMFUL.getBytes(UTF_8));
      send.in().close();
      assertThat(send.end()).as(send.err()).isZero();
    }

    assertThat(printed("history", "--text", "--room", "harm")).isEqualTo(HARMFUL + "\n");
    String json = printed("history", "--json", "--room", "harm");
    assertThat(SentEntry.parse(json).text()).isEqualTo(HARMFUL);
    assertHarmless(json);
    String plain = printed("tail", "--room", "harm");
    assertThat(plain).contains("\\u001b]0;owned\\u0007").endsWith(" ok\n");
    assertHarmless(plain);
  }

  @Test
  void harmfulArgumentsAreHarmlessInErrors() {
    try (Program tail = redfire("tail", "--room", "a\u001b[31m\u202eb")) {
      assertThat(tail.end()).isEqualTo(2);
      assertThat(tail.err()).contains("--room: ");
      assertHarmless(tail.err());
    }
  }

  private static void assertHarmless(String shown) {
    assertThat(shown.codePoints().filter(c -> c != '\n'))
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    assertThat(shown).doesNotContain("\u2028");
  }

  private static void assertRefused(int code, String why, Program program) {
    try (program) {
      assertThat(program.end()).as(program.toString()).isEqualTo(code);
      assertThat(program.out()).isEmpty();
      assertThat(program.err().lines()).hasSize(1);
      assertThat(program.err()).startsWith("redfire: ").contains(why);
    }
  }

  /** Before it gives up, it may or may not have come to note how it fared. */
  private static void assertGivenUp(Program program) {
    try (program) {
      assertThat(program.end()).as(program.toString()).isEqualTo(69);
      assertThat(program.out()).isEmpty();
      assertThat(program.err().lines()).allMatch(line -> line.startsWith("redfire: "));
      assertThat(program.err()).contains("no server reached within 1 s");
    }
  }

  private static void say(String room, String text) {
    var unused = printed("send", text, "--room", room);
  }

  private static String printed(String... args) {
    try (Program program = there(args)) {
      assertThat(program.end()).as(program.toString()).isZero();
      return program.out();
    }
  }

  private static Program there(String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--server";
    all[args.length + 1] = server.address();
    return redfire(all);
  }

  private static Program redfire(String... args) {
    return Program.redfire(directory, args);
  }
}
