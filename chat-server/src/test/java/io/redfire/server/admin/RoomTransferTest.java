package io.redfire.server.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.EraseUserMessagesRequest;
import io.redfire.chat.v1.EraseUserMessagesResponse;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.chat.v1.ImportRoomRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Gathered;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.NewPin;
import io.redfire.core.log.NewReaction;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.Ties;
import io.redfire.core.log.UserName;
import io.redfire.core.member.InboxRow;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.member.RedisRoomMembers;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.AccountSettings;
import io.redfire.server.api.PeopleNode;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Rooms that move, and messages that are erased, over a real channel and a real Redis. */
class RoomTransferTest {
  private static final RedisConnections REDIS = TestRedis.shared().connections();
  private static final RedisKeys KEYS = new RedisKeys(TestRedis.newPrefix());
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob");
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private static PeopleNode node;
  private static String root;
  private static RedisMessageLog log;
  private static RedisMessageLog trimming;
  private static RedisRoomMembers members;
  private static Jedis redis;

  @BeforeAll
  static void start() {
    node = new PeopleNode(REDIS, KEYS, AccountSettings.OPEN);
    root =
        node.guest()
            .register(
                RegisterRequest.newBuilder()
                    .setUser("root")
                    .setPassword("correct horse")
                    .setCode(node.firstAdmin().orElseThrow().text())
                    .build())
            .getToken();
    log = new RedisMessageLog(REDIS, KEYS, 0, 2, RedisObserver.NONE);
    trimming = new RedisMessageLog(REDIS, KEYS, 20, 2, RedisObserver.NONE);
    members = new RedisRoomMembers(REDIS, KEYS, 2);
    redis = new Jedis(REDIS.open("test"));
  }

  @AfterAll
  static void stop() {
    redis.close();
    members.close();
    trimming.close();
    log.close();
    node.close();
  }

  @Test
  void openRoomComesBackByteForByteAndOldCursorsFollowIt() {
    RoomName room = new RoomName("open");
    List<Position> places = IntStream.range(0, 300).mapToObj(i -> say(room, "text " + i)).toList();
    moves(room);
    for (int seq : List.of(1, 150, 299)) {
      Page rest = log.readAfter(room, places.get(seq - 1), 1);
      assertThat(rest.status()).isEqualTo(Page.Status.OK);
      assertThat(rest.entries().get(0).position()).isEqualTo(places.get(seq));
    }
    assertThat(say(room, "goes on").seq()).isEqualTo(301);
  }

  @Test
  void privateRoomBringsItsRulesMembersAndWhatCountsAsRead() {
    RoomName room = new RoomName("private");
    govern(room, "", Optional.of(rules()), owner(ALICE), member(BOB, Role.MEMBER, Instant.MIN));
    say(room, "one");
    String version = members.state(room, Optional.empty()).version();
    govern(room, version, Optional.empty(), member(BOB, Role.MEMBER, Instant.MAX));
    say(room, "two");
    var stateBefore = members.state(room, Optional.of(BOB));
    // Marks do not move.
    assertThat(members.markRead(room, BOB, 0, true).read()).isZero();
    InboxRow inboxBefore = members.inbox(BOB, List.of(room)).get(0);
    moves(room);
    assertThat(members.state(room, Optional.of(BOB))).isEqualTo(stateBefore);
    assertThat(stateBefore.part().isMuted(NOON)).isTrue();
    assertThat(members.inbox(BOB, List.of(room)).get(0)).isEqualTo(inboxBefore);
    assertThat(inboxBefore.unread()).isEqualTo(2);
    assertThat(members.rooms(ALICE)).contains(room);
    assertThat(redis.hget(KEYS.head(room), "retain".getBytes(UTF_8)))
        .isEqualTo("7".getBytes(UTF_8));
  }

  @Test
  void editsErasuresAndATrimmedFrontMoveToo() {
    RoomName room = new RoomName("trimmed");
    IntStream.range(0, 50).forEach(i -> append(trimming, message(room, ALICE, "text " + i)));
    append(trimming, new NewEdit(room, MessageId.create(), ALICE, NOON, 45, "new words"));
    append(trimming, new NewErasure(room, MessageId.create(), ALICE, NOON, 46));
    moves(room);
    assertThat(log.bounds(room).base().seq()).isEqualTo(32);
    Page page = log.readAfter(room, new Position(44, ""), 2);
    assertThat(page.entries().get(0).content()).isInstanceOf(Content.Text.class);
    assertThat(page.entries().get(1).content()).isInstanceOf(Content.Erased.class);
  }

  @Test
  void whatOthersMadeOfMessagesMovesToo() {
    RoomName room = new RoomName("talk");
    IntStream.range(0, 5).forEach(i -> say(room, "text " + i));
    append(log, new NewReaction(room, MessageId.create(), BOB, NOON, 1, "👍", false));
    append(log, message(room, BOB, "reply").tiedBy(new Ties(1, 2)));
    append(log, message(room, BOB, "another").tiedBy(new Ties(0, 2)));
    append(log, new NewErasure(room, MessageId.create(), BOB, NOON, 7));
    append(log, new NewPin(room, MessageId.create(), ALICE, NOON, 1, false));
    append(log, new NewPin(room, MessageId.create(), ALICE, NOON, 3, false));
    append(log, new NewPin(room, MessageId.create(), ALICE, NOON, 4, false));
    append(log, new NewPin(room, MessageId.create(), ALICE, NOON, 4, true));
    Gathered pins = log.pins(room, 0, 10);
    Gathered thread = log.thread(room, 2, 0, 10);
    moves(room);
    assertThat(log.pins(room, 0, 10)).isEqualTo(pins);
    assertThat(pins.entries()).extracting(Entry::seq).containsExactly(3L, 1L);
    assertThat(log.thread(room, 2, 0, 10)).isEqualTo(thread);
    assertThat(thread.entries()).extracting(Entry::seq).containsExactly(2L, 7L, 8L);
  }

  @Test
  void linesOfOtherProgramsSurviveWhateverTheyHold() {
    RoomName room = new RoomName("foreign");
    say(room, "ours");
    push(room, "plain words".getBytes(UTF_8));
    push(room, "{\"json\":true}".getBytes(UTF_8));
    push(room, "two\nlines\n".getBytes(UTF_8));
    push(room, new byte[0]);
    push(room, new byte[] {(byte) 0xff, 0, 10, 13, (byte) 0xc3});
    push(room, "{\"redfire\":1,\"raw\":\"AAAA\"}".getBytes(UTF_8));
    push(room, "{\"seq\":8,\"tag\":\"0123456789abcdef\",\"text\":\"lie\"}".getBytes(UTF_8));
    push(room, "x".repeat(100_000).getBytes(UTF_8));
    push(room, "{} {}".getBytes(UTF_8));
    say(room, "ours again");
    push(room, "last\n".getBytes(UTF_8));
    moves(room);
    for (String line : lines(export(room))) {
      assertThat(line.length()).isLessThanOrEqualTo(32 * 1024);
      assertThat(line).startsWith("{").endsWith("}");
    }
  }

  @Test
  void lineThatWasChangedIsToldByItsNumberAndNothingOfTheImportStays() {
    RoomName room = new RoomName("broken");
    IntStream.range(0, 300).forEach(i -> say(room, "text " + i));
    byte[] whole = export(room);
    remove(room);
    List<String> lines = new ArrayList<>(lines(whole));
    lines.set(200, lines.get(200).replace("text 199", "text 2oo"));
    assertThat(refusal(room, lines)).contains("line 201: ");
    lines = new ArrayList<>(lines(whole));
    lines.remove(250);
    assertThat(refusal(room, lines)).contains("line 251: ");
    lines = new ArrayList<>(lines(whole));
    lines.remove(300);
    assertThat(refusal(room, lines)).contains("line 301: the end, after entry 299");
    lines = new ArrayList<>(lines(whole));
    lines.set(100, "nonsense");
    assertThat(refusal(room, lines)).contains("line 101: ");
    assertThat(refusal(room, List.of("nonsense"))).contains("line 1: ");
    assertThat(redis.keys("*" + KEYS.log(room) + "*")).isEmpty();
    assertThat(load(room, whole).getEntries()).isEqualTo(300);
  }

  @Test
  void importGoesIntoNoRoomThatIsThere() {
    RoomName room = new RoomName("taken");
    say(room, "here");
    byte[] whole = export(room);
    assertThat(Refusal.of(thrown(room, whole))).isEqualTo(Reason.ROOM_EXISTS);
    assertThat(lines(export(room))).hasSize(2);
    RoomName created = new RoomName("created");
    govern(created, "", Optional.of(rules()), owner(ALICE));
    assertThat(Refusal.of(thrown(created, whole))).isEqualTo(Reason.ROOM_EXISTS);
    assertThat(Refusal.of(() -> export(new RoomName("nothing")))).isEqualTo(Reason.ROOM_NOT_FOUND);
  }

  @Test
  void headerThatNoExportHasIsRefused() {
    RoomName room = new RoomName("headers");
    govern(room, "", Optional.of(rules()), owner(ALICE));
    List<String> lines = lines(export(room));
    remove(room);
    String header = lines.get(0);
    for (String broken :
        List.of(
            header.replace("\"basetag\":\"0000000000000000\"", "\"basetag\":\"\""),
            header.replace("\"basetag\":\"0000000000000000\"", "\"basetag\":\"0123456789abcdef\""),
            header.replace("\"base\":0", "\"base\":1"),
            header.replaceFirst("\"version\":\"[0-9a-f]{16}\"", "\"version\":\"\""),
            header.replace("\"topic\":\"topic\"", "\"topic\":\"" + "x".repeat(1025) + "\""),
            header.replace("\"topic\":\"topic\"", "\"topic\":\"two\\nlines\""),
            header.replace("\"retain\":7", "\"retain\":1000000001"),
            header.replace("\"slow_mode\":3", "\"slow_mode\":21601"))) {
      assertThat(broken).isNotEqualTo(header);
      List<String> changed = new ArrayList<>(lines);
      changed.set(0, broken);
      assertThat(refusal(room, changed)).as(broken).contains("line 1: ");
    }
    assertThat(redis.keys("*" + KEYS.log(room) + "*")).isEmpty();
  }

  @Test
  void importThatFailsIsNotedForNobody() {
    RoomName room = new RoomName("unnoted");
    UserName dora = new UserName("dora");
    govern(room, "", Optional.of(rules()), owner(dora));
    List<String> lines = new ArrayList<>(lines(export(room)));
    remove(room);
    lines.remove(lines.size() - 1);
    assertThat(refusal(room, lines)).contains("the end, after entry");
    assertThat(members.rooms(dora)).isEmpty();
  }

  @Test
  void usersWhoHaveNoAccountAreTold() {
    RoomName room = new RoomName("strangers");
    govern(
        room,
        "",
        Optional.of(rules()),
        owner(new UserName("root")),
        member(new UserName("nobody1"), Role.MEMBER, Instant.MIN),
        member(new UserName("nobody2"), Role.MODERATOR, Instant.MIN));
    byte[] whole = export(room);
    remove(room);
    ImportRoomResponse made = load(room, whole);
    assertThat(made.getUsersWithoutAccountList()).containsExactly("nobody1", "nobody2");
    assertThat(made.getMoreUsersWithoutAccount()).isZero();
  }

  @Test
  void whoIsNoAdministratorAnyMoreEndsNoImport() {
    RoomName room = new RoomName("demoted");
    govern(room, "", Optional.of(rules()), owner(ALICE));
    byte[] whole = export(room);
    remove(room);
    String helper =
        node.guest()
            .register(
                RegisterRequest.newBuilder().setUser("helper").setPassword("correct horse").build())
            .getToken();
    makeAdmin("helper", true);
    CompletableFuture<ImportRoomResponse> outcome = new CompletableFuture<>();
    StreamObserver<ImportRoomRequest> requests = node.adminStream(helper).importRoom(into(outcome));
    requests.onNext(
        ImportRoomRequest.newBuilder()
            .setRoom(room.value())
            .setLines(ByteString.copyFrom(whole))
            .build());
    // The members are staged with the first line, so by then the call is under way.
    await().until(() -> !redis.keys("*" + KEYS.log(room) + "}:import*").isEmpty());
    makeAdmin("helper", false);
    requests.onCompleted();
    assertThat(outcome)
        .failsWithin(60, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .satisfies(
            refused ->
                assertThat(Refusal.of(Objects.requireNonNull(refused.getCause())))
                    .isEqualTo(Reason.NOT_ADMIN));
    assertThat(log.bounds(room).head().seq()).isZero();
  }

  private static void makeAdmin(String user, boolean admin) {
    var unused =
        node.admin(root)
            .updateAccount(UpdateAccountRequest.newBuilder().setUser(user).setAdmin(admin).build());
  }

  @Test
  void manyMembersMove() {
    RoomName room = new RoomName("many");
    govern(room, "", Optional.of(rules()), owner(ALICE));
    for (int i = 0; i < 130; i++) {
      govern(
          room,
          members.state(room, Optional.empty()).version(),
          Optional.empty(),
          member(new UserName("user-" + i), Role.READ_ONLY, Instant.MIN));
    }
    moves(room);
    assertThat(members.state(room, Optional.empty()).members()).isEqualTo(131);
    assertThat(members.state(room, Optional.empty()).owners()).isEqualTo(1);
  }

  @Test
  void exportEndsWhereTheLogEndedWhenItBegan() {
    RoomName room = new RoomName("busy");
    IntStream.range(0, 1000).forEach(i -> say(room, "text " + i));
    var answers =
        node.admin(root).exportRoom(ExportRoomRequest.newBuilder().setRoom("busy").build());
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (answers.hasNext()) {
      whole.writeBytes(answers.next().getLines().toByteArray());
      say(room, "meanwhile");
    }
    assertThat(lines(whole.toByteArray())).hasSize(1001);
    remove(room);
    assertThat(load(room, whole.toByteArray()).getEntries()).isEqualTo(1000);
  }

  @Test
  void whatAUserWroteIsErasedEverywhereAndOnlyThat() {
    UserName carol = new UserName("carol");
    RoomName open = new RoomName("erase-open");
    RoomName direct = RoomName.directOf(carol, BOB);
    IntStream.range(0, 200).forEach(i -> append(log, message(open, carol, "gone " + i)));
    append(log, message(open, BOB, "stays"));
    govern(
        direct,
        "",
        Optional.of(RoomRules.of(RoomKind.DIRECT)),
        member(carol, Role.MEMBER, Instant.MIN),
        member(BOB, Role.MEMBER, Instant.MIN));
    members.addRoom(carol, direct);
    append(log, message(direct, carol, "secret"));
    log.note(open);
    assertThat(erase("carol", ""))
        .containsExactlyInAnyOrder(told("erase-open", 200), told(direct.value(), 1));
    assertThat(redis.lrange(KEYS.log(open), 0, -1)).noneMatch(line -> line.contains("gone"));
    assertThat(redis.lrange(KEYS.log(open), 0, -1)).anyMatch(line -> line.contains("stays"));
    assertThat(redis.lrange(KEYS.log(direct), 0, -1)).noneMatch(line -> line.contains("secret"));
    assertThat(erase("carol", "")).as("again").isEmpty();
    assertThat(erase("carol", "erase-open")).containsExactly(told("erase-open", 0));
    moves(open);
  }

  private static List<EraseUserMessagesResponse> erase(String user, String room) {
    List<EraseUserMessagesResponse> answers = new ArrayList<>();
    node.admin(root)
        .eraseUserMessages(
            EraseUserMessagesRequest.newBuilder().setUser(user).setRoom(room).build())
        .forEachRemaining(answers::add);
    return answers;
  }

  private static EraseUserMessagesResponse told(String room, long erased) {
    return EraseUserMessagesResponse.newBuilder().setRoom(room).setErased(erased).build();
  }

  /** Exports the room, removes it, imports it, and shows that it is what it was. */
  private static void moves(RoomName room) {
    List<String> before = raw(room);
    var bounds = log.bounds(room);
    byte[] whole = export(room);
    remove(room);
    ImportRoomResponse made = load(room, whole);
    assertThat(made.getEntries()).isEqualTo(before.size());
    assertThat(raw(room)).isEqualTo(before);
    assertThat(log.bounds(room)).isEqualTo(bounds);
    assertThat(new String(export(room), ISO_8859_1)).isEqualTo(new String(whole, ISO_8859_1));
    assertThat(redis.ttl(KEYS.logKey(room))).as("stays for good").isEqualTo(-1);
    assertThat(redis.keys("*" + KEYS.log(room) + "}:import*")).isEmpty();
  }

  private static List<String> raw(RoomName room) {
    return redis.lrange(KEYS.logKey(room), 0, -1).stream()
        .map(line -> new String(line, ISO_8859_1))
        .toList();
  }

  private static void remove(RoomName room) {
    redis.del(KEYS.logKey(room));
    redis.keys("{" + KEYS.log(room) + "}:*").forEach(redis::del);
  }

  private static void push(RoomName room, byte[] line) {
    redis.rpush(KEYS.logKey(room), line);
  }

  private static byte[] export(RoomName room) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    node.admin(root)
        .exportRoom(ExportRoomRequest.newBuilder().setRoom(room.value()).build())
        .forEachRemaining(answer -> whole.writeBytes(answer.getLines().toByteArray()));
    return whole.toByteArray();
  }

  private static List<String> lines(byte[] whole) {
    return new String(whole, UTF_8).lines().toList();
  }

  private static ImportRoomResponse load(RoomName room, byte[] whole) {
    try {
      return upload(room, whole).get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static Throwable thrown(RoomName room, byte[] whole) {
    try {
      return new AssertionError("let in: " + upload(room, whole).get(60, TimeUnit.SECONDS));
    } catch (ExecutionException refused) {
      return Objects.requireNonNull(refused.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static String refusal(RoomName room, List<String> lines) {
    Throwable refused = thrown(room, (String.join("\n", lines) + "\n").getBytes(UTF_8));
    assertThat(Refusal.of(refused)).isEqualTo(Reason.FIELD_INVALID);
    return String.valueOf(refused.getMessage());
  }

  /** Uploads in pieces that end in the middle of lines. */
  private static CompletableFuture<ImportRoomResponse> upload(RoomName room, byte[] whole) {
    CompletableFuture<ImportRoomResponse> outcome = new CompletableFuture<>();
    StreamObserver<ImportRoomRequest> requests = node.adminStream(root).importRoom(into(outcome));
    for (int from = 0; from < whole.length; from += 32_000) {
      int size = Math.min(32_000, whole.length - from);
      requests.onNext(
          ImportRoomRequest.newBuilder()
              .setRoom(from == 0 ? room.value() : "")
              .setLines(ByteString.copyFrom(whole, from, size))
              .build());
    }
    requests.onCompleted();
    return outcome;
  }

  private static StreamObserver<ImportRoomResponse> into(
      CompletableFuture<ImportRoomResponse> outcome) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ImportRoomResponse answer) {
        outcome.complete(answer);
      }

      @Override
      public void onError(Throwable failure) {
        outcome.completeExceptionally(failure);
      }

      @Override
      public void onCompleted() {}
    };
  }

  private static RoomRules rules() {
    return new RoomRules(RoomKind.PRIVATE, "Title \"é", "topic", false, 7, Duration.ofSeconds(3));
  }

  private static PartChange owner(UserName user) {
    return member(user, Role.OWNER, Instant.MIN);
  }

  private static PartChange member(UserName user, Role role, Instant mutedUntil) {
    return new PartChange(
        user, MembershipAction.JOINED, Optional.of(role), false, mutedUntil, Instant.MIN, "");
  }

  private static void govern(
      RoomName room, String version, Optional<RoomRules> rules, PartChange... parts) {
    append(
        log,
        new NewGovernance(room, MessageId.create(), ALICE, NOON, version, rules, List.of(parts)));
  }

  private static NewMessage message(RoomName room, UserName from, String text) {
    return new NewMessage(room, MessageId.create(), from, NOON, text);
  }

  private static Position say(RoomName room, String text) {
    return append(log, message(room, ALICE, text));
  }

  private static Position append(RedisMessageLog target, NewEntry entry) {
    return target.append(entry).join().position();
  }
}
