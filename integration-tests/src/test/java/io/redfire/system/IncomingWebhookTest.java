package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.CreateIncomingWebhookRequest;
import io.redfire.chat.v1.CreateIncomingWebhookResponse;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.DeleteWebhookRequest;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.ListInboxRequest;
import io.redfire.chat.v1.ListWebhooksRequest;
import io.redfire.chat.v1.MarkReadRequest;
import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.ReadMark;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.SetRoleRequest;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.chat.v1.WebhookServiceGrpc;
import io.redfire.chat.v1.WebhookServiceGrpc.WebhookServiceBlockingStub;
import io.redfire.core.log.MessageId;
import io.redfire.core.rate.Rate;
import io.redfire.server.limit.LimitSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Posts over HTTP, as programs make them that know nothing else, at two nodes. */
@Timeout(120)
class IncomingWebhookTest {
  private static final String DEN = "den-红";
  private static final String HELLO = "{\"text\":\"hello\"}";

  private final Nodes nodes = Nodes.onSharedRedis();
  private final TestNode one = nodes.start();
  private final TestNode two = nodes.start();
  private final SignedIn root = SignedIn.register(one, "root", one.firstAdminCode());
  private final SignedIn olga = SignedIn.register(one, "olga");
  private final SignedIn mark = SignedIn.register(one, "mark");

  @BeforeEach
  void createRoom() {
    var unused =
        olga.rooms(one)
            .createRoom(
                CreateRoomRequest.newBuilder()
                    .setRoom(DEN)
                    .setRules(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PUBLIC))
                    .build());
    var joined = mark.rooms(one).joinRoom(JoinRoomRequest.newBuilder().setRoom(DEN).build());
    assertThat(joined.hasRoom()).isTrue();
    var role =
        olga.rooms(one)
            .setRole(
                SetRoleRequest.newBuilder()
                    .setRoom(DEN)
                    .setUser("mark")
                    .setRole(Role.ROLE_MODERATOR)
                    .build());
    assertThat(role).isNotNull();
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private static WebhookServiceBlockingStub hooks(SignedIn user, TestNode node) {
    return WebhookServiceGrpc.newBlockingStub(user.at(node))
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private CreateIncomingWebhookResponse create(SignedIn maker, String name) {
    return hooks(maker, one)
        .createIncomingWebhook(
            CreateIncomingWebhookRequest.newBuilder().setRoom(DEN).setName(name).build());
  }

  private List<Entry> messages() {
    return one.log(DEN).stream().filter(Entry::hasMessage).toList();
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String reason) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"reason\":\"" + reason + "\",\"message\":\"");
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
  }

  @Test
  void whatIsPostedStandsAsFromTheMakerAndOnce() {
    String path = create(mark, "deploys").getPath();
    String id = MessageId.create().value();
    String body = String.format(Locale.ROOT, "{\"text\":\"green ✓\",\"id\":\"%s\"}", id);

    HttpResponse<String> first = one.post(path, body);
    HttpResponse<String> again = two.post(path, body);

    Entry said = messages().get(0);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(first.body())
        .isEqualTo(
            "{\"seq\":"
                + said.getSeq()
                + ",\"tag\":\""
                + said.getTag()
                + "\",\"duplicate\":false}\n");
    assertThat(again.body()).contains("\"duplicate\":true");
    assertThat(messages()).hasSize(1);
    assertThat(said.getFrom()).isEqualTo("mark");
    assertThat(said.getId()).isEqualTo(id);
    assertThat(said.getMessage().getText()).isEqualTo("green ✓");
    assertThat(said.getMessage().getVia()).isEqualTo("deploys");
    assertThat(nodes.lines(DEN).get(nodes.lines(DEN).size() - 1))
        .endsWith("\"text\":\"green ✓\",\"via\":\"deploys\"}");
    assertThat(first.headers().firstValue("connection")).contains("close");
  }

  @Test
  void itIsGoodAsLongAsItsMakerMayWrite() {
    CreateIncomingWebhookResponse made = create(mark, "deploys");
    String path = made.getPath();
    assertThat(one.post(path, HELLO).statusCode()).isEqualTo(200);

    moderate(MembershipAction.MEMBERSHIP_ACTION_MUTED);
    Waiting.patiently().until(() -> two.post(path, HELLO).statusCode() == 403);
    assertRefused(two.post(path, HELLO), 403, "MUTED");
    moderate(MembershipAction.MEMBERSHIP_ACTION_UNMUTED);
    Waiting.patiently().until(() -> two.post(path, HELLO).statusCode() == 200);
    moderate(MembershipAction.MEMBERSHIP_ACTION_KICKED);
    Waiting.patiently().until(() -> two.post(path, HELLO).statusCode() == 403);
    assertRefused(one.post(path, HELLO), 403, "NOT_A_MEMBER");

    var joined = mark.rooms(one).joinRoom(JoinRoomRequest.newBuilder().setRoom(DEN).build());
    assertThat(joined.hasRoom()).isTrue();
    Waiting.patiently().until(() -> two.post(path, HELLO).statusCode() == 200);
    disable(true);
    assertRefused(two.post(path, HELLO), 403, "ACCOUNT_DISABLED");
    disable(false);
    assertThat(two.post(path, HELLO).statusCode()).isEqualTo(200);

    var deleted =
        hooks(olga, two)
            .deleteWebhook(
                DeleteWebhookRequest.newBuilder()
                    .setRoom(DEN)
                    .setWebhook(made.getWebhook().getId())
                    .build());
    assertThat(deleted).isNotNull();
    assertRefused(one.post(path, HELLO), 404, "WEBHOOK_NOT_FOUND");
  }

  private void moderate(MembershipAction action) {
    var unused =
        olga.rooms(one)
            .moderateMember(
                ModerateMemberRequest.newBuilder()
                    .setRoom(DEN)
                    .setUser("mark")
                    .setAction(action)
                    .build());
  }

  private void disable(boolean disabled) {
    var unused =
        AdminServiceGrpc.newBlockingStub(root.at(one))
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .updateAccount(
                UpdateAccountRequest.newBuilder().setUser("mark").setDisabled(disabled).build());
  }

  @Test
  void whatIsNoPostToAWebhookIsRefusedAndNothingIsSaid() throws Exception {
    String path = create(mark, "deploys").getPath();
    String last = path.substring(path.length() - 1);
    String other = path.substring(0, path.length() - 1) + (last.equals("A") ? "E" : "A");

    assertRefused(one.post(other, HELLO), 404, "WEBHOOK_NOT_FOUND");
    assertRefused(one.post("/hooks/den/rfh_x", HELLO), 404, "WEBHOOK_NOT_FOUND");
    assertRefused(
        one.post(path.replaceAll("/hooks/[^/]+/", "/hooks/elsewhere/"), HELLO),
        404,
        "WEBHOOK_NOT_FOUND");
    assertRefused(one.post("/", HELLO), 404, "MALFORMED_REQUEST");
    assertRefused(one.post(path, "text=hello"), 400, "MALFORMED_REQUEST");
    assertRefused(one.post(path, HELLO + HELLO), 400, "MALFORMED_REQUEST");
    assertRefused(one.post(path, "{}"), 400, "FIELD_INVALID");
    assertRefused(one.post(path, "{\"text\":7}"), 400, "FIELD_INVALID");
    assertRefused(one.post(path, "{\"text\":\"\\ud800\"}"), 400, "FIELD_INVALID");
    assertRefused(one.post(path, "{\"text\":\"a\",\"id\":\"7\"}"), 400, "ID_INVALID");
    assertRefused(one.post(path, "{\"text\":\"" + "x".repeat(9000) + "\"}"), 413, "TEXT_TOO_LONG");
    assertRefused(
        one.post(path, "{\"text\":\"" + "x".repeat(210_000) + "\"}"), 413, "MALFORMED_REQUEST");
    HttpResponse<String> got =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(one.hooks().resolve(path)).build(), BodyHandlers.ofString());
    assertRefused(got, 405, "MALFORMED_REQUEST");
    assertThat(messages()).isEmpty();
    assertThat(one.post(path, HELLO).statusCode()).isEqualTo(200);
  }

  @Test
  void aRoomHasTenAndTheyAreToldWithoutTheirSecrets() {
    for (int i = 0; i < 10; i++) {
      assertThat(create(mark, "hook " + i).getPath()).contains("/rfh_");
    }
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> create(olga, "one more"))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              refused -> assertThat(Refusal.of(refused).reason()).isEqualTo("TOO_MANY_WEBHOOKS"));
    }
    var listed =
        hooks(olga, two)
            .listWebhooks(ListWebhooksRequest.newBuilder().setRoom(DEN).build())
            .getWebhooksList();
    assertThat(listed)
        .hasSize(10)
        .allSatisfy(hook -> assertThat(hook.getMaker()).isEqualTo("mark"));
  }

  @Test
  void nothingInRedisTellsASecret() {
    String path = create(mark, "deploys").getPath();
    String secret = path.substring(path.indexOf('.') + 1);
    assertThat(secret).hasSize(43);
    assertThat(one.post(path, HELLO).statusCode()).isEqualTo(200);
    assertThat(nodes.redis().hgetAll("{" + nodes.key(DEN) + "}:webhooks").toString())
        .contains("deploys")
        .doesNotContain(secret);
  }

  @Test
  void postsCountAsMessagesOfTheMaker() {
    TestNode strict =
        nodes.start(
            LimitSettings.with().sendsPerUser(Optional.of(new Rate(3, Duration.ofDays(1)))).done());
    String path = create(mark, "deploys").getPath();
    int accepted = 0;
    for (int i = 0; i < 30; i++) {
      HttpResponse<String> answer = strict.post(path, HELLO);
      if (answer.statusCode() == 200) {
        accepted++;
      } else {
        assertRefused(answer, 429, "RATE_LIMITED");
        assertThat(Long.parseLong(answer.headers().firstValue("retry-after").orElseThrow()))
            .isPositive();
      }
    }
    assertThat(accepted).isEqualTo(3);
    assertThat(messages()).hasSize(3);
  }

  @Test
  void whatItSaysIsUnreadToItsMakerToo() {
    String path = create(mark, "deploys").getPath();
    var read =
        mark.rooms(one)
            .markRead(
                MarkReadRequest.newBuilder()
                    .setMark(
                        ReadMark.newBuilder()
                            .setRoom(DEN)
                            .setSeq(one.log(DEN).get(one.log(DEN).size() - 1).getSeq()))
                    .build());
    assertThat(read).isNotNull();
    assertThat(one.post(path, "{\"text\":\"broken, @mark\"}").statusCode()).isEqualTo(200);
    assertThat(one.post(path, HELLO).statusCode()).isEqualTo(200);

    InboxRoom den =
        mark.rooms(one).listInbox(ListInboxRequest.getDefaultInstance()).getRoomsList().stream()
            .filter(row -> row.getRoom().getName().equals(DEN))
            .findFirst()
            .orElseThrow();
    assertThat(den.getUnread()).isEqualTo(2);
    assertThat(den.getMentionCount()).isEqualTo(1);
  }
}
