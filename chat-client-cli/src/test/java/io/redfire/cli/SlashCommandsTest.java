package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.redfire.chat.v1.Command;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.RegisterCommandRequest;
import io.redfire.chat.v1.RunCommandRequest;
import io.redfire.chat.v1.SlashCommand;
import io.redfire.chat.v1.UnregisterCommandRequest;
import io.redfire.client.PeopleServer;
import io.redfire.client.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlashCommandsTest {
  private static final String NASTY = "\u001b[2J";

  private final PeopleServer server = new PeopleServer();
  private final CliRun cli =
      new CliRun().environment(Map.of("REDFIRE_TOKEN", server.tokenOf("alice")));

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String... words) {
    String[] all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--server";
    all[words.length + 1] = server.address().toString();
    return cli.run(all);
  }

  private <T> List<T> asked(Class<T> type) {
    return server.asked().stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void listShowsWhatThereIsAndNothingThatDrivesATerminal() {
    server.command(
        SlashCommand.newBuilder()
            .setName("roll")
            .setBot("dice")
            .setUsage("2d6")
            .setDescription("Throws " + NASTY)
            .build());
    assertThat(run("command", "list", "den")).isZero();
    assertThat(cli.out()).contains("/roll 2d6  dice  Throws \\u001b[2J").doesNotContain(NASTY);
    assertThat(run("command", "list", "den", "--json")).isZero();
    assertThat(cli.out()).contains("{\"name\":\"roll\",\"bot\":\"dice\",");
  }

  @Test
  void aBotAddsAndRemovesWithOrWithoutTheSlash() {
    assertThat(run("command", "add", "den", "/roll", "--usage", "2d6")).isZero();
    assertThat(asked(RegisterCommandRequest.class))
        .containsExactly(
            RegisterCommandRequest.newBuilder()
                .setRoom("den")
                .setName("roll")
                .setUsage("2d6")
                .build());
    assertThat(run("command", "remove", "den", "roll")).isZero();
    assertThat(asked(UnregisterCommandRequest.class)).hasSize(1);
  }

  @Test
  void runTellsTheServerAllWordsUnderAnIdOfItsOwn() {
    assertThat(run("command", "run", "den", "roll", "2d6", "+1", "--json")).isZero();
    var ran = asked(RunCommandRequest.class).get(0).getRun();
    assertThat(ran.getText()).isEqualTo("2d6 +1");
    assertThat(ran.getId()).isNotEmpty();
    assertThat(cli.out()).contains("\"bot\":\"dice\"");
    assertThat(run("command", "run", "den", "roll")).isZero();
    assertThat(asked(RunCommandRequest.class).get(1).getRun().getText()).isEmpty();
  }

  @Test
  void inATalkASlashRunsACommandAndTwoSayOne() {
    cli.stdin("/roll 2d6 \nhello\n//shrug\n/etc/hosts\n".getBytes(StandardCharsets.UTF_8));
    assertThat(run("chat", "--room", "den", "--as", "alice")).isZero();
    assertThat(asked(RunCommandRequest.class))
        .extracting(request -> request.getRun().getName() + ":" + request.getRun().getText())
        .containsExactly("roll:2d6");
    assertThat(asked(RunCommandRequest.class).get(0).getUser()).isEqualTo("alice");
    assertThat(server.chat().log("den").texts()).containsExactly("hello", "/shrug", "/etc/hosts");
  }

  @Test
  void aTalkSaysClearlyThatThereIsNoSuchCommand() {
    server.refuse(ScriptedServer.failure(Code.NOT_FOUND, "COMMAND_NOT_FOUND", "no such command"));
    cli.stdin("/rol 2d6\n".getBytes(StandardCharsets.UTF_8));
    assertThat(run("chat", "--room", "den", "--as", "alice")).isZero();
    assertThat(cli.err())
        .anySatisfy(
            note ->
                assertThat(note)
                    .contains("there is no command /rol here", "redfire command list den"));
  }

  @Test
  void aLineIsACommandOnlyWhereItNamesOne() {
    assertThat(SlashLine.of("/掷 骰子")).contains(new SlashLine("掷", "骰子"));
    assertThat(SlashLine.of("/roll")).contains(new SlashLine("roll", ""));
    for (String none : List.of("roll", "/", "/ roll", "//roll", "/a/b", " /roll", "/a:b")) {
      assertThat(SlashLine.of(none)).as(none).isEqualTo(Optional.empty());
    }
    assertThat(SlashLine.said("//roll")).isEqualTo("/roll");
    assertThat(SlashLine.said("/a/b")).isEqualTo("/a/b");
  }

  @Test
  void whatABotReadsIsShownWithItsRoom() {
    Entry entry =
        Entry.newBuilder()
            .setFrom("alice")
            .setCommand(Command.newBuilder().setRoom("den").setName("roll").setText("a\n" + NASTY))
            .build();
    assertThat(EntryWords.of(entry, "  ")).isEqualTo("[runs /roll in den] a\n  \\u001b[2J");
    assertThat(new JsonLines().entry(entry))
        .contains("\"command\":{\"room\":\"den\",\"name\":\"roll\",\"text\":\"a\\n");
  }
}
