package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.redfire.chat.v1.CreateIncomingWebhookRequest;
import io.redfire.chat.v1.CreateOutgoingWebhookRequest;
import io.redfire.chat.v1.CreateOutgoingWebhookResponse;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.DeleteWebhookRequest;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.InviteUserRequest;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.ListWebhooksRequest;
import io.redfire.chat.v1.ListWebhooksResponse;
import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.OutgoingWebhook;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.SetRoleRequest;
import io.redfire.chat.v1.WebhookServiceGrpc;
import io.redfire.chat.v1.WebhookServiceGrpc.WebhookServiceBlockingStub;
import io.redfire.chat.v1.WebhookState;
import io.redfire.core.bot.Claim;
import io.redfire.core.bot.Deliveries;
import io.redfire.core.bot.Holding;
import io.redfire.core.log.RoomName;
import io.redfire.server.outgoing.HookSchedule;
import io.redfire.server.outgoing.HookTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes to a room, posted to a receiver over HTTP. */
@Timeout(180)
class OutgoingWebhookTest {
  private static final String DEN = "den-红";
  private static final HookSchedule SOON =
      new HookSchedule(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofDays(5));

  /** As usual, in less time. */
  static final HookTimes QUICK = times(SOON);

  private final Nodes nodes = Nodes.onSharedRedis();
  private final TestNode one = nodes.start();
  private final SignedIn olga = SignedIn.register(one, "olga");
  private final SignedIn mark = SignedIn.register(one, "mark");
  private final HookReceiver receiver = new HookReceiver();

  private static HookTimes times(HookSchedule schedule) {
    return new HookTimes(
        Duration.ofMillis(50),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(8),
        Duration.ofMillis(200),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        schedule);
  }

  @BeforeEach
  void createRoom() {
    var unused =
        olga.rooms(one)
            .createRoom(
                CreateRoomRequest.newBuilder()
                    .setRoom(DEN)
                    .setRules(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PRIVATE))
                    .build());
  }

  @AfterEach
  void close() {
    receiver.close();
    nodes.close();
  }

  private WebhookServiceBlockingStub hooks(SignedIn user) {
    return WebhookServiceGrpc.newBlockingStub(user.at(one)).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private CreateOutgoingWebhookResponse create(SignedIn maker) {
    CreateOutgoingWebhookResponse made = create(maker, receiver);
    receiver.expect(made.getSecret());
    return made;
  }

  private CreateOutgoingWebhookResponse create(SignedIn maker, HookReceiver to) {
    return hooks(maker)
        .createOutgoingWebhook(
            CreateOutgoingWebhookRequest.newBuilder().setRoom(DEN).setUrl(to.url()).build());
  }

  private ListWebhooksResponse list() {
    return hooks(olga).listWebhooks(ListWebhooksRequest.newBuilder().setRoom(DEN).build());
  }

  private OutgoingWebhook standing() {
    return list().getWebhooks(0).getOutgoing();
  }

  private void awaitState(WebhookState state) {
    Waiting.patiently().until(() -> standing().getState() == state);
  }

  private void awaitTexts(List<String> texts) {
    Waiting.patiently().until(() -> receiver.texts().size() >= texts.size());
    assertThat(receiver.texts()).isEqualTo(texts);
    assertThat(receiver.problems()).isEmpty();
  }

  private long say(String text) {
    return say(one, text);
  }

  private long say(TestNode node, String text) {
    return olga.calls(node)
        .sendMessage(
            SendMessageRequest.newBuilder()
                .setMessage(OutgoingMessage.newBuilder().setRoom(DEN).setText(text))
                .build())
        .getAccepted()
        .getSeq();
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "message " + i).toList();
  }

  private String key(String id) {
    return "{" + nodes.key(DEN) + "}:webhook:" + id;
  }

  @Test
  void everythingIsPostedInOrderAndOnceByOneOfTwoNodes() {
    TestNode two = nodes.start();
    one.deliverHooks(true, QUICK);
    two.deliverHooks(true, QUICK);
    say("before it was made");
    create(olga);

    numbers(1, 250).forEach(this::say);

    awaitTexts(numbers(1, 250));
    // Whatever was posted twice before, came before this.
    long end = say("message 251");
    awaitTexts(numbers(1, 251));
    assertThat(receiver.taken())
        .allSatisfy(post -> assertThat(post.events()).hasSizeBetween(1, 100))
        .extracting(HookReceiver.Post::id)
        .doesNotHaveDuplicates();
    Waiting.patiently().until(() -> standing().getDeliveredSeq() == end);
    assertThat(standing().getState()).isEqualTo(WebhookState.WEBHOOK_STATE_ACTIVE);
  }

  @Test
  void whatAReceiverDoesNotTakeIsPostedAgainAndThenAllOfIt() {
    receiver.answer(503);
    one.deliverHooks(true, QUICK);
    create(olga);
    say("message 1");
    Waiting.patiently().until(() -> standing().getFailures() > 1);
    OutgoingWebhook failing = standing();
    assertThat(failing.getState()).isEqualTo(WebhookState.WEBHOOK_STATE_FAILING);
    assertThat(failing.getLastError()).isEqualTo("status 503");
    assertThat(failing.hasNextAt()).isTrue();
    numbers(2, 5).forEach(this::say);
    assertThat(receiver.texts()).isEmpty();

    receiver.answer(204);

    awaitTexts(numbers(1, 5));
    awaitState(WebhookState.WEBHOOK_STATE_ACTIVE);
    assertThat(standing().getFailures()).isZero();
    assertThat(standing().getLastError()).isEmpty();
    assertThat(receiver.attempts().get(1))
        .as("the same post is made again")
        .satisfies(
            again -> {
              assertThat(again.id()).isEqualTo(receiver.attempts().get(0).id());
              assertThat(again.body()).isEqualTo(receiver.attempts().get(0).body());
            });
  }

  @Test
  void aReceiverThatAsksForTimeGetsIt() {
    receiver.answerLater(429, "600");
    one.deliverHooks(true, times(HookSchedule.USUAL));
    create(olga);
    Instant before = Instant.now();
    say("message 1");
    awaitState(WebhookState.WEBHOOK_STATE_FAILING);
    assertThat(Instant.ofEpochSecond(standing().getNextAt().getSeconds()))
        .isAfter(before.plusSeconds(590));
    // Another one of the same node shows that there was time to post more.
    try (HookReceiver other = new HookReceiver()) {
      other.expect(create(olga, other).getSecret());
      for (String text : numbers(2, 4)) {
        say(text);
        Waiting.patiently().until(() -> other.texts().contains(text));
      }
    }
    assertThat(receiver.attempts()).hasSize(1);
  }

  @Test
  void whatWasTakenAndNotNotedIsPostedAgainWithTheSameId() {
    String id = create(olga).getWebhook().getId();
    AtomicBoolean first = new AtomicBoolean(true);
    receiver.beforeAnswer(
        () -> {
          if (first.getAndSet(false)) {
            // Another node took it meanwhile, as if this one had stood still, and was gone soon.
            var unused =
                nodes
                    .redis()
                    .hset(key(id), Map.of("holder", "another", "held", "0", "term", "999"));
          }
        });
    one.deliverHooks(true, QUICK);
    say("message 1");
    Waiting.patiently().until(() -> receiver.taken().size() >= 2);
    say("message 2");

    Waiting.patiently().until(() -> receiver.texts().contains("message 2"));
    assertThat(receiver.texts()).containsExactly("message 1", "message 1", "message 2");
    assertThat(receiver.taken().get(1).id()).isEqualTo(receiver.taken().get(0).id());
    assertThat(receiver.taken().get(1).body()).isEqualTo(receiver.taken().get(0).body());
    assertThat(receiver.taken().get(2).id()).isNotEqualTo(receiver.taken().get(0).id());
  }

  @Test
  void whoeverComesAfterADeadNodeMakesItsPostAndGoesOn() {
    String id = create(olga).getWebhook().getId();
    long first = say("message 1");
    RoomName den = new RoomName(DEN);
    try (Deliveries past = nodes.openDeliveries()) {
      // A node that took it, noted a post, made it, and died.
      Claim claim = past.take(den, id, Holding.none("dead"), Duration.ofSeconds(3));
      assertThat(
              past.save(
                  den,
                  id,
                  claim.holding(),
                  claim.delivery().orElseThrow().posting(first),
                  Duration.ofSeconds(3)))
          .isTrue();
    }
    say("message 2");
    one.deliverHooks(true, QUICK);

    awaitTexts(numbers(1, 2));
    assertThat(receiver.taken().get(0).texts()).containsExactly("message 1");
    assertThat(receiver.taken().get(0).id()).startsWith("msg_" + id + "_");
  }

  @Test
  void theSecondNodeGoesOnWhereTheFirstEnds() {
    TestNode two = nodes.start();
    create(olga);
    two.deliverHooks(true, QUICK);
    numbers(1, 3).forEach(this::say);
    awaitTexts(numbers(1, 3));
    one.deliverHooks(true, QUICK);

    two.close();
    numbers(4, 6).forEach(this::say);

    awaitTexts(numbers(1, 6));
    say("message 7");
    awaitTexts(numbers(1, 7));
    assertThat(receiver.taken()).extracting(HookReceiver.Post::id).doesNotHaveDuplicates();
  }

  @Test
  void aLogThatWasReplacedIsToldFirst() {
    one.deliverHooks(true, QUICK);
    create(olga);
    numbers(1, 3).forEach(this::say);
    awaitTexts(numbers(1, 3));
    Waiting.patiently().until(() -> standing().getDeliveredSeq() == nodes.lines(DEN).size());

    var unused = nodes.redis().ltrim(nodes.key(DEN), 0, -2);
    say("instead of message 3");

    Waiting.patiently().until(() -> receiver.texts().contains("instead of message 3"));
    List<Event> events = receiver.events();
    int rewound =
        IntStream.range(0, events.size())
            .filter(i -> events.get(i).hasRoomRewound())
            .findFirst()
            .orElseThrow();
    assertThat(events.subList(rewound, events.size()).stream().filter(Event::hasEntry))
        .extracting(event -> event.getEntry().getMessage().getText())
        .endsWith("instead of message 3")
        .doesNotContain("message 3");
  }

  @Test
  void whatIsNoLongerKeptIsTold() {
    TestNode forgetful = nodes.start(3);
    create(olga);
    numbers(1, 10).forEach(text -> say(forgetful, text));
    forgetful.deliverHooks(true, QUICK);

    awaitTexts(numbers(8, 10));
    assertThat(receiver.events().get(0).hasHistoryTrimmed()).isTrue();
  }

  @Test
  void nothingIsPostedThatItsMakerMayNotRead() {
    letMarkIn();
    one.deliverHooks(true, QUICK);
    create(mark);
    say("message 1");
    awaitTexts(numbers(1, 1));

    moderate(MembershipAction.MEMBERSHIP_ACTION_KICKED);
    say("message 2");

    awaitState(WebhookState.WEBHOOK_STATE_NOT_PERMITTED);
    assertThat(standing().getLastError()).isEqualTo("ROOM_NOT_FOUND");
    assertThat(receiver.texts()).containsExactly("message 1");
    letMarkIn();
    awaitTexts(numbers(1, 2));
  }

  private void letMarkIn() {
    var invited =
        olga.rooms(one)
            .inviteUser(InviteUserRequest.newBuilder().setRoom(DEN).setUser("mark").build());
    assertThat(invited).isNotNull();
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

  @Test
  void aReceiverThatIsGoneDisablesIt() {
    receiver.answer(410);
    one.deliverHooks(true, QUICK);
    create(olga);
    say("message 1");
    awaitState(WebhookState.WEBHOOK_STATE_DISABLED);
    assertThat(standing().getLastError()).isEqualTo("status 410");
    receiver.answer(200);
    say("message 2");

    // Another one, made meanwhile, hears of that; the first does not.
    String first = list().getWebhooks(0).getId();
    create(olga);
    say("message 3");
    awaitTexts(numbers(3, 3));
    assertThat(receiver.attempts()).hasSize(2);
    assertThat(list().getWebhooks(0).getId()).isEqualTo(first);
  }

  @Test
  void aReceiverThatTakesNothingForDaysDisablesIt() {
    receiver.answer(500);
    one.deliverHooks(
        true,
        times(
            new HookSchedule(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofSeconds(1))));
    create(olga);
    say("message 1");
    awaitState(WebhookState.WEBHOOK_STATE_DISABLED);
    assertThat(standing().getLastError()).isEqualTo("status 500");
  }

  @Test
  void whatWasDeletedPostsNothingMore() {
    receiver.answer(500);
    one.deliverHooks(true, QUICK);
    String id = create(olga).getWebhook().getId();
    say("message 1");
    Waiting.patiently().until(() -> standing().getFailures() > 0);

    var deleted =
        hooks(olga)
            .deleteWebhook(DeleteWebhookRequest.newBuilder().setRoom(DEN).setWebhook(id).build());
    assertThat(deleted).isNotNull();

    assertThat(list().getWebhooksList()).isEmpty();
    assertThat(nodes.redis().exists(key(id))).isFalse();
    receiver.answer(200);
    create(olga);
    say("message 2");
    awaitTexts(numbers(2, 2));
    assertThat(receiver.taken()).allSatisfy(post -> assertThat(post.id()).doesNotContain(id));
    assertThat(nodes.redis().exists(key(id))).as("nothing was noted behind it").isFalse();
  }

  @Test
  void thisMachineIsNotPostedToUnlessTheServerIsSetSo() {
    one.deliverHooks(false, QUICK);
    create(olga);
    say("message 1");
    Waiting.patiently().until(() -> standing().getFailures() > 0);
    assertThat(standing().getLastError()).contains("--webhook-private-addresses allow");
    assertThat(receiver.attempts()).isEmpty();
  }

  @Test
  void aRoomHasTenOfBothKindsAndTheyAreToldWithoutTheirSecrets() {
    CreateOutgoingWebhookResponse made = create(olga);
    for (int i = 1; i < 10; i++) {
      var unused =
          hooks(olga)
              .createIncomingWebhook(
                  CreateIncomingWebhookRequest.newBuilder().setRoom(DEN).setName("in").build());
    }
    assertThatThrownBy(() -> create(olga))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> assertThat(Refusal.of(refused).reason()).isEqualTo("TOO_MANY_WEBHOOKS"));
    assertThat(list().getWebhooksList()).hasSize(10);
    assertThat(list().toString()).doesNotContain(made.getSecret().substring("whsec_".length()));
    assertThat(list().getWebhooks(0).getName()).isEqualTo("127.0.0.1");
    assertThat(standing().getUrl()).isEqualTo(receiver.url());
  }

  @Test
  void oneWithoutACursorIsInNoState() {
    CreateOutgoingWebhookResponse made = create(olga);
    assertThat(made.getWebhook().getOutgoing().getState())
        .isEqualTo(WebhookState.WEBHOOK_STATE_ACTIVE);

    var gone = nodes.redis().del(key(made.getWebhook().getId()));

    assertThat(gone).isEqualTo(1);
    assertThat(standing().getState()).isEqualTo(WebhookState.WEBHOOK_STATE_UNSPECIFIED);
    assertThat(standing().getUrl()).isEqualTo(receiver.url());
  }

  @Test
  void whatIsNoUrlOfHttpIsRefused() {
    for (String url :
        List.of("", "ftp://a.example/", "http://a:b@c.example/", "http://2130706433/")) {
      assertThatThrownBy(
              () ->
                  hooks(olga)
                      .createOutgoingWebhook(
                          CreateOutgoingWebhookRequest.newBuilder()
                              .setRoom(DEN)
                              .setUrl(url)
                              .build()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              refused -> assertThat(Refusal.of(refused).reason()).isEqualTo("FIELD_INVALID"));
    }
    assertThat(list().getWebhooksList()).isEmpty();
  }
}
