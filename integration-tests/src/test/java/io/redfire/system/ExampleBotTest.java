package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.BotServiceGrpc;
import io.redfire.chat.v1.CommandRun;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.ListCommandsRequest;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.RunCommandRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bot of {@code examples/bot}, as its README starts it. */
@Timeout(180)
class ExampleBotTest {
  private static final String DEN = "den";
  private static final Path SOURCE = Path.of("..", "examples", "bot", "DiceBot.java");

  private final Nodes nodes = Nodes.onSharedRedis();
  private final TestNode node = nodes.start();
  private final SignedIn alice = SignedIn.register(node, "alice");
  private final SignedIn dice = SignedIn.register(node, "dice");
  @TempDir private Path directory;

  @BeforeEach
  void createRoom() {
    var unused =
        alice
            .rooms(node)
            .createRoom(
                CreateRoomRequest.newBuilder()
                    .setRoom(DEN)
                    .setRules(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PUBLIC))
                    .build());
    var joined = dice.rooms(node).joinRoom(JoinRoomRequest.newBuilder().setRoom(DEN).build());
    assertThat(joined.hasRoom()).isTrue();
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private Process startBot() throws IOException {
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ProcessBuilder bot =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes,
                SOURCE.toAbsolutePath().toString(),
                node.address().toString(),
                "dice",
                DEN)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("bot.log").toFile());
    bot.environment().put("REDFIRE_TOKEN", dice.token());
    return bot.start();
  }

  private void roll(String dice) {
    var accepted =
        BotServiceGrpc.newBlockingStub(alice.at(node))
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .runCommand(
                RunCommandRequest.newBuilder()
                    .setRun(CommandRun.newBuilder().setRoom(DEN).setName("roll").setText(dice))
                    .build());
    assertThat(accepted.getAccepted().getBot()).isEqualTo("dice");
  }

  private List<String> answers() {
    return node.log(DEN).stream()
        .filter(Entry::hasMessage)
        .filter(entry -> entry.getFrom().equals("dice"))
        .map(entry -> entry.getMessage().getText())
        .toList();
  }

  private boolean isRegistered() {
    return BotServiceGrpc.newBlockingStub(alice.at(node))
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .listCommands(ListCommandsRequest.newBuilder().setRoom(DEN).build())
            .getCommandsCount()
        == 1;
  }

  @Test
  void itAnswersOnceAndAlsoWhatWasRunWhileItWasAway() throws IOException, InterruptedException {
    Process bot = startBot();
    try {
      Waiting.patiently().until(this::isRegistered);
      roll("2d6");
      Waiting.patiently().until(() -> answers().size() == 1);
      Waiting.patiently().until(() -> Files.exists(directory.resolve("dice.cursor")));
    } finally {
      bot.destroyForcibly().waitFor();
    }
    roll("dice");
    roll("1d1");
    assertThat(answers()).hasSize(1);

    bot = startBot();
    try {
      Waiting.patiently().until(() -> answers().size() >= 3);
      roll("3d1");
      Waiting.patiently().until(() -> answers().size() >= 4);
    } finally {
      bot.destroyForcibly().waitFor();
    }
    assertThat(answers())
        .satisfiesExactly(
            first -> assertThat(first).matches("alice rolls 2d6: ([2-9]|1[0-2])"),
            wrong -> assertThat(wrong).isEqualTo("alice rolls nothing (expected: /roll 2d6)"),
            one -> assertThat(one).isEqualTo("alice rolls 1d1: 1"),
            three -> assertThat(three).isEqualTo("alice rolls 3d1: 3"));
  }
}
