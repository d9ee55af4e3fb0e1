package io.redfire.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that was told nothing but where its data goes: the first thing that a newcomer runs. */
class DefaultServerIT {
  @TempDir Path directory;

  @Test
  void printsWhereItIsAndCommandsThatWorkAsTheyStand() {
    Path data = directory.resolve("a room's 数据");
    try (RunningServer server = server(data)) {
      assertThat(server.printed("Redfire")).endsWith(" listens on " + server.address());
      assertThat(server.printed("Redis"))
          .matches("redis://127\\.0\\.0\\.1:[0-9]+, its own \\(.+\\), data in .+")
          .endsWith(data.toString());
      assertThat(send(server, "你好，世界 👋").get("level")).isEqualTo("on_disk");

      assertThat(new HistoryLine(server.printed("History")).run(directory))
          .singleElement()
          .satisfies(line -> assertThat(SentEntry.parse(line).text()).isEqualTo("你好，世界 👋"));
      String join = server.printed("Join").replace("YOUR_NAME", "小明");
      assertThat(join).startsWith("java -jar ").endsWith(" --as 小明 --room chat");
      try (Program chat = Program.start(directory, List.of("/bin/sh", "-c", "echo 收到 | " + join))) {
        assertThat(chat.end()).as(chat.err()).isZero();
        assertThat(chat.out()).contains("你好，世界 👋").contains("小明  收到");
      }
    }
  }

  @Test
  void tellsItsMetricsWhereItSays() throws Exception {
    try (RunningServer server = server(directory.resolve("data"));
        RunningServer beside = server(directory.resolve("beside"))) {
      send(server, "counted");
      assertThat(metrics(server)).contains("redfire_appends_total{outcome=\"accepted\"} 1.0\n");
      assertThat(metrics(beside)).contains("redfire_appends_total{outcome=\"accepted\"} 0.0\n");
    }
  }

  @Test
  void saysNothingOfMetricsThatAreOff() {
    try (RunningServer server =
        new RunningServer(
            directory,
            "--metrics-listen",
            "off",
            "--data-dir",
            directory.resolve("data").toString())) {
      assertThat(server.program().out()).doesNotContain("Metrics");
    }
  }

  @Test
  void saysThatTheAddressOfItsMetricsIsTaken() {
    try (RunningServer server = server(directory.resolve("data"));
        Program late =
            Program.server(
                directory,
                "--listen",
                "127.0.0.1:0",
                "--metrics-listen",
                server.address(),
                "--data-dir",
                directory.resolve("late").toString())) {
      assertThat(late.end()).as(late.toString()).isEqualTo(73);
      assertThat(late.out()).isEmpty();
      assertThat(late.err().lines()).hasSize(1);
      assertThat(late.err()).contains("cannot tell the metrics on " + server.address());
    }
  }

  @Test
  void keepsTheConversationOverAKillAndAnOrderlyRestart() {
    try (RunningServer server = server(directory.resolve("data"))) {
      send(server, "one");
      server.program().kill9();
      server.startAgain();
      send(server, "two");
      server.program().terminate();
      assertThat(server.program().end()).isZero();
      server.startAgain();
      assertThat(send(server, "three").seq()).isEqualTo(3);

      assertThat(history(server)).isEqualTo("one\ntwo\nthree\n");
    }
  }

  @Test
  void leavesNoRedisBehindWhenItIsKilled() {
    try (RunningServer server = server(directory.resolve("data"))) {
      List<ProcessHandle> children = server.program().handle().descendants().toList();
      assertThat(children).anyMatch(DefaultServerIT::isRedis);

      server.program().kill9();

      await()
          .atMost(Program.PATIENCE)
          .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void leavesNoRedisBehindWhenItStops() {
    try (RunningServer server = server(directory.resolve("data"))) {
      List<ProcessHandle> children = server.program().handle().descendants().toList();
      assertThat(children).anyMatch(DefaultServerIT::isRedis);

      server.program().terminate();

      assertThat(server.program().end()).isZero();
      await()
          .atMost(Program.PATIENCE)
          .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void standsBesideAnotherOneWithDataOfItsOwn() {
    try (RunningServer one = server(directory.resolve("one"));
        RunningServer other = server(directory.resolve("other"))) {
      send(one, "said here");
      send(other, "said there");

      assertThat(history(one)).isEqualTo("said here\n");
      assertThat(history(other)).isEqualTo("said there\n");
    }
  }

  @Test
  void doesNotTakeTheDataOfAnother() {
    Path data = directory.resolve("data");
    try (RunningServer server = server(data);
        Program late =
            Program.server(directory, "--listen", "127.0.0.1:0", "--data-dir", data.toString())) {
      assertThat(late.end()).as(late.toString()).isEqualTo(69);
      assertThat(late.out()).isEmpty();
      assertThat(late.err().lines())
          .singleElement()
          .satisfies(
              line ->
                  assertThat(line)
                      .contains("--data-dir: '" + data + "' is in use by another redfire-server"));
      assertThat(send(server, "undisturbed").seq()).isEqualTo(1);
    }
  }

  @Test
  void saysThatItsAddressIsTaken() {
    try (RunningServer server = server(directory.resolve("data"));
        Program late =
            Program.server(
                directory,
                "--listen",
                server.address(),
                "--data-dir",
                directory.resolve("late").toString())) {
      assertThat(late.end()).as(late.toString()).isEqualTo(73);
      assertThat(late.err().lines()).hasSize(1);
      assertThat(late.err()).contains("cannot listen on " + server.address());
    }
  }

  private RunningServer server(Path data) {
    return new RunningServer(directory, "--data-dir", data.toString());
  }

  private SentEntry send(RunningServer server, String text) {
    try (Program send =
        Program.redfire(directory, "send", text, "--json", "--server", server.address())) {
      assertThat(send.end()).as(send.err()).isZero();
      return SentEntry.parse(send.out());
    }
  }

  private static String metrics(RunningServer server) throws Exception {
    URI told = URI.create(server.printed("Metrics").split(" ", 2)[0]);
    assertThat(told.getHost()).isEqualTo("127.0.0.1");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(told).build(), BodyHandlers.ofString())
        .body();
  }

  private String history(RunningServer server) {
    try (Program history =
        Program.redfire(directory, "history", "--text", "--server", server.address())) {
      assertThat(history.end()).as(history.err()).isZero();
      return history.out();
    }
  }

  private static boolean isRedis(ProcessHandle process) {
    return process.info().command().orElse("").contains("redis");
  }
}
