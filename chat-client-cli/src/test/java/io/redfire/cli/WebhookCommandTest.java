package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.CreateIncomingWebhookRequest;
import io.redfire.chat.v1.CreateOutgoingWebhookRequest;
import io.redfire.chat.v1.DeleteWebhookRequest;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Message;
import io.redfire.client.PeopleServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebhookCommandTest {
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

  @Test
  void aPathIsPrintedOnceAndWholeOrNotAtAll() {
    assertThat(run("webhook", "create-incoming", "den", "deploys")).isZero();
    assertThat(cli.out()).isEqualTo("/hooks/den/rfh_secret\n");
    assertThat(server.asked())
        .containsExactly(
            CreateIncomingWebhookRequest.newBuilder().setRoom("den").setName("deploys").build());
    cli.stdout(
        new OutputStream() {
          @Override
          public void write(int bytes) throws IOException {
            throw new IOException("Broken pipe");
          }
        });
    assertThat(run("webhook", "create-incoming", "den", "deploys")).isEqualTo(ExitCode.OTHER);
  }

  @Test
  void jsonTellsThePathAndTheWebhook() {
    assertThat(run("webhook", "create-incoming", "den", "deploys", "--json")).isZero();
    assertThat(cli.out())
        .startsWith("{\"path\":\"/hooks/den/rfh_secret\",\"webhook\":\"a1\",\"name\":\"deploys\",");
  }

  @Test
  void listIsHarmlessOnATerminal() {
    assertThat(run("webhook", "list", "den")).isZero();
    assertThat(cli.out())
        .isEqualTo(
            "a1  alice  \\u001b[2J\n"
                + "a1  alice  out  to https://hooks.example/\\u001b[2J  failing at 7: status"
                + " \\u001b[2J\n");
  }

  @Test
  void jsonTellsHowAnOutgoingOneStands() {
    assertThat(run("webhook", "list", "den", "--json")).isZero();
    assertThat(cli.out().lines().toList().get(1))
        .contains(
            "\"state\":\"failing\",\"delivered_seq\":7,\"failures\":2,\"last_error\":\"status ")
        .doesNotContain("next_at");
  }

  @Test
  void aSecretIsPrintedOnce() {
    assertThat(run("webhook", "create-outgoing", "den", "https://hooks.example/in")).isZero();
    assertThat(cli.out()).isEqualTo("whsec_c2VjcmV0\n");
    assertThat(server.asked())
        .containsExactly(
            CreateOutgoingWebhookRequest.newBuilder()
                .setRoom("den")
                .setUrl("https://hooks.example/in")
                .build());
  }

  @Test
  void jsonTellsTheSecretAndTheOutgoingWebhook() {
    String url = "https://hooks.example/in";
    assertThat(run("webhook", "create-outgoing", "den", url, "--name", "ci", "--json")).isZero();
    assertThat(cli.out())
        .startsWith("{\"secret\":\"whsec_c2VjcmV0\",\"webhook\":\"a1\",\"name\":\"ci\",")
        .contains("\"url\":\"https://hooks.example/in\",\"state\":\"active\"");
  }

  @Test
  void deleteNamesTheRoomAndTheWebhook() {
    assertThat(run("webhook", "delete", "den", "a1")).isZero();
    assertThat(server.asked())
        .containsExactly(DeleteWebhookRequest.newBuilder().setRoom("den").setWebhook("a1").build());
  }

  @Test
  void aMessageByAWebhookSaysSo() {
    Entry entry =
        Entry.newBuilder()
            .setFrom("alice")
            .setMessage(Message.newBuilder().setText("green").setVia("CI \u001b"))
            .build();
    assertThat(EntryWords.of(entry, "")).isEqualTo("[via CI \\u001b] green");
    assertThat(new JsonLines().entry(entry)).contains("\"text\":\"green\",\"via\":\"CI ");
  }
}
