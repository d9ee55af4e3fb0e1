package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.primitives.Bytes;
import io.grpc.Status.Code;
import io.redfire.chat.v1.AttachmentRef;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.EditMessageRequest;
import io.redfire.chat.v1.EraseMessageRequest;
import io.redfire.chat.v1.InviteUserRequest;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.LeaveRoomRequest;
import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.MessagePlace;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.SearchHit;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.chat.v1.SearchMessagesResponse;
import io.redfire.chat.v1.SearchServiceGrpc;
import io.redfire.chat.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.core.log.Appended;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.rate.Rate;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.room.Role;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.search.SearchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found, and what is not. */
class SearchTest {
  private static final String ROOM = "room";

  @TempDir Path directory;

  private static SearchMessagesRequest.Builder in(String room, String query) {
    return SearchMessagesRequest.newBuilder().addRooms(room).setQuery(query);
  }

  /** Asks until the index knows all that there is, as clients are told to. */
  private static SearchMessagesResponse page(
      SearchServiceBlockingStub node, SearchMessagesRequest request) {
    SearchMessagesResponse page = node.searchMessages(request);
    while (!page.getComplete()) {
      assertThat(page.getIndexingCount()).isPositive();
      page = node.searchMessages(request);
    }
    return page;
  }

  private static List<Long> seqs(TestNode node, String query) {
    return page(node.search(), in(ROOM, query).build()).getHitsList().stream()
        .map(hit -> hit.getEntry().getSeq())
        .toList();
  }

  private static List<String> texts(SearchMessagesResponse page) {
    return page.getHitsList().stream().map(hit -> hit.getEntry().getMessage().getText()).toList();
  }

  private static void say(TestNode node, String... texts) {
    for (String text : texts) {
      var unused = node.send("alice", ROOM, text);
    }
  }

  private static void edit(TestNode node, long seq, String text) {
    var unused =
        node.calls()
            .editMessage(
                EditMessageRequest.newBuilder()
                    .setUser("alice")
                    .setEdit(MessageEdit.newBuilder().setRoom(ROOM).setSeq(seq).setText(text))
                    .build());
  }

  private static void erase(TestNode node, long seq) {
    var unused =
        node.calls()
            .eraseMessage(
                EraseMessageRequest.newBuilder()
                    .setUser("alice")
                    .setErasure(MessageErasure.newBuilder().setRoom(ROOM).setSeq(seq))
                    .build());
  }

  /** Each query, and the messages that it finds in a room of these. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "fire|7,2,1",
        "FIRE alarm|2,1",
        "\"fire alarm\"|1",
        "\"alarm fire\"|2",
        "alarm|2,1",
        "alarms|",
        "ＦＩＲＥ|7,2,1",
        "消防|4,3",
        "防|4,3",
        "消防车|3",
        "消防 救援|3",
        "\"车 来\"|3",
        "消车|",
        "车|3",
        "カタカナ|6",
        "ｶﾀｶﾅ|6",
        "日本語|6,5",
        "ひらがな|5",
        "ひが|",
        "cafe|8",
        "CAFÉ|8",
        "🔥|7",
        "from:bob|9",
        "from:bob fire|",
        "from:alice fire|7,2,1",
        "from:redis|10",
        "foreign|10",
        "before:2020-01-01 fire|",
        "after:2020-01-01 fire|7,2,1",
        "“fire alarm”|1",
        "straße|11",
        "STRASSE|11",
        "http://example.org/a?b=c|12",
        "안녕|13",
      })
  void whatAQueryFinds(String query, String seqs) {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      say(
          node,
          "The fire alarm!",
          "alarm, fire",
          "消防车来了，救援也来了",
          "去消防局",
          "日本語のひらがな",
          "日本語とカタカナ",
          "fire 🔥",
          "Café");
      var unused = node.send("bob", ROOM, "nothing of it");
      nodes.redis().rpush(nodes.key(ROOM), "foreign words");
      say(node, "Straße", "look at http://example.org/a?b=c", "안녕하세요");

      List<Long> expected =
          seqs == null ? List.of() : Stream.of(seqs.split(",")).map(Long::valueOf).toList();
      assertThat(seqs(node, query)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "!!!",
        "\"open",
        "from:",
        "from:a:b",
        "before:yesterday",
        "after:+99999-01-01",
        "from:a from:b",
        "in:a/b",
        "has:",
        "has:link",
        "a a a a a a a a a a a a a a a a a",
      })
  void whatIsNoQueryIsRefused(String query) {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      Refusal refusal = refusal(node, in(ROOM, query).build());
      assertThat(refusal.code()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(refusal.reason()).isEqualTo("QUERY_INVALID");
      assertThat(refusal.fields()).containsExactly("query");
    }
  }

  private static Refusal refusal(TestNode node, SearchMessagesRequest request) {
    return Refusal.of(catchThrowable(() -> node.search().searchMessages(request)));
  }

  @Test
  void whatIsLongerThanAllowedIsRefused() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      SearchMessagesRequest.Builder rooms = SearchMessagesRequest.newBuilder().setQuery("word");
      IntStream.range(0, 1000).forEach(i -> rooms.addRooms("room" + i));
      for (SearchMessagesRequest request :
          List.of(in(ROOM, "消".repeat(5120)).build(), rooms.build())) {
        assertThat(refusal(node, request).reason()).isEqualTo("QUERY_INVALID");
      }
      say(node, "word");
      assertThat(
              page(node.search(), in(ROOM, "word").setPageSize(Integer.MAX_VALUE).build())
                  .getHitsList())
          .hasSize(1);
    }
  }

  @Test
  void roomsThatHoldNothingAreNotKept() throws Exception {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (Scraper metrics = Scraper.of(node)) {
        for (int i = 0; i < 30; i++) {
          SearchMessagesRequest request = in("nowhere" + i, "word").build();
          assertThat(page(node.search(), request).getHitsList()).isEmpty();
        }
        assertThat(metrics.scrape().value("redfire_search_rooms")).isZero();
        say(node, "word", "another");
        assertThat(seqs(node, "word")).containsExactly(1L);
        assertThat(metrics.scrape().value("redfire_search_rooms")).isOne();
        assertThat(metrics.scrape().value("redfire_search_messages")).isEqualTo(2);
        assertThat(metrics.scrape().value("redfire_search_lag_entries")).isZero();
      }
    }
  }

  @Test
  void aChangeIsFoundAsSoonAsItIsAcceptedAtBothNodes() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      say(near, "one secret", "two", "three");
      for (TestNode node : List.of(near, far)) {
        assertThat(seqs(node, "secret")).containsExactly(1L);
      }
      edit(near, 2, "deux");
      for (TestNode node : List.of(near, far)) {
        assertThat(seqs(node, "deux")).containsExactly(2L);
        assertThat(seqs(node, "two")).isEmpty();
      }
      erase(near, 1);
      for (TestNode node : List.of(near, far)) {
        assertThat(seqs(node, "secret")).isEmpty();
        assertThat(seqs(node, "from:alice")).containsExactly(3L, 2L);
      }
      // What was changed before a node indexed it at all.
      TestNode late = nodes.start();
      assertThat(seqs(late, "deux")).containsExactly(2L);
      assertThat(seqs(late, "two")).isEmpty();
      assertThat(seqs(late, "secret")).isEmpty();
      SearchHit hit = page(late.search(), in(ROOM, "deux").build()).getHits(0);
      assertThat(hit.getEntry()).isEqualTo(late.log(ROOM).get(1));
    }
  }

  @Test
  void messagesWithAttachmentsAreFoundByThatUntilTheyAreErased() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      String hash = new Uploading(node.channel(), "alice").upload(ROOM, new byte[100]).getSha256();
      say(node, "look", "attachment");
      attach(node, ROOM, "look here", hash);
      attach(node, ROOM, "", hash);
      attach(node, ROOM, "other words", hash);
      assertThat(seqs(node, "has:attachment")).containsExactly(5L, 4L, 3L);
      assertThat(seqs(node, "look has:attachment")).containsExactly(3L);
      assertThat(page(node.search(), in(ROOM, "look").setHasAttachment(true).build()).getHitsList())
          .singleElement()
          .satisfies(hit -> assertThat(hit.getEntry().getMessage().getAttachmentsCount()).isOne());
      assertThat(page(node.search(), in(ROOM, "").setHasAttachment(true).build()).getHitsList())
          .hasSize(3);

      edit(node, 5, "look anew");
      erase(node, 3);
      assertThat(seqs(node, "has:attachment")).containsExactly(5L, 4L);
      assertThat(seqs(node, "look has:attachment")).containsExactly(5L);
      assertThat(seqs(node, "from:bob has:attachment")).isEmpty();
      var unused =
          node.calls()
              .sendMessage(
                  SendMessageRequest.newBuilder()
                      .setUser("bob")
                      .setMessage(
                          OutgoingMessage.newBuilder()
                              .setRoom(ROOM)
                              .setForwardOf(MessagePlace.newBuilder().setRoom(ROOM).setSeq(4)))
                      .build());
      assertThat(seqs(node, "from:bob has:attachment")).hasSize(1);
    }
  }

  private static void attach(TestNode node, String room, String text, String hash) {
    var unused =
        node.calls()
            .sendMessage(
                SendMessageRequest.newBuilder()
                    .setUser("alice")
                    .setMessage(
                        OutgoingMessage.newBuilder()
                            .setRoom(room)
                            .setText(text)
                            .addAttachments(AttachmentRef.newBuilder().setSha256(hash)))
                    .build());
  }

  @Test
  void aRewindTakesBackWhatItWithdrew() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      IntStream.rangeClosed(1, 40).forEach(i -> say(node, "old number" + i));
      List<String> copy = nodes.lines(ROOM);
      edit(node, 5, "withdrawn words");
      erase(node, 6);
      say(node, "withdrawn message");
      assertThat(seqs(node, "withdrawn")).containsExactly(43L, 5L);
      assertThat(seqs(node, "number6")).isEmpty();

      nodes.redis().del(nodes.key(ROOM));
      nodes.redis().rpush(nodes.key(ROOM), copy.toArray(String[]::new));
      assertThat(seqs(node, "withdrawn")).isEmpty();
      assertThat(seqs(node, "number5")).containsExactly(5L);
      assertThat(seqs(node, "number6")).containsExactly(6L);
      say(node, "new");
      assertThat(seqs(node, "new")).containsExactly(41L);
      assertThat(page(node.search(), in(ROOM, "old").setPageSize(100).build()).getHitsList())
          .hasSize(40);

      nodes.redis().del(nodes.key(ROOM));
      assertThat(seqs(node, "old")).isEmpty();
      say(node, "from the start");
      assertThat(seqs(node, "start")).containsExactly(1L);
    }
  }

  @Test
  void whatIsTrimmedIsNotFound() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start(10);
      say(node, "early bird");
      assertThat(seqs(node, "bird")).containsExactly(1L);
      IntStream.rangeClosed(1, 10).forEach(i -> say(node, "bird" + i + " late"));
      assertThat(seqs(node, "bird")).isEmpty();
      assertThat(seqs(node, "late")).hasSize(10);
      IntStream.rangeClosed(1, 30).forEach(i -> say(node, "later"));
      assertThat(seqs(node, "late")).isEmpty();
      assertThat(seqs(node, "later")).hasSize(10);
    }
  }

  @Test
  void pagesGoOnWhereTheyEndedWhileMessagesCome() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      List<Long> all = new ArrayList<>();
      for (int i = 1; i <= 60; i++) {
        say(node, i % 2 == 0 ? "even word" : "odd");
        if (i % 2 == 0) {
          all.add(0, (long) i);
        }
      }
      List<Long> found = new ArrayList<>();
      SearchMessagesRequest.Builder request = in(ROOM, "word").setPageSize(7);
      SearchMessagesResponse page;
      do {
        page = page(node.search(), request.build());
        page.getHitsList().forEach(hit -> found.add(hit.getEntry().getSeq()));
        assertThat(found).hasSizeLessThanOrEqualTo(all.size());
        say(node, "another word");
        request.setPageToken(page.getNextPageToken());
      } while (!page.getNextPageToken().isEmpty());
      assertThat(found).isEqualTo(all);

      String token =
          page(node.search(), in(ROOM, "word").setPageSize(7).build()).getNextPageToken();
      assertThat(refusal(node, in(ROOM, "even").setPageToken(token).build()).reason())
          .isEqualTo("CURSOR_INVALID");
      assertThat(refusal(node, in(ROOM, "word").setPageToken("x" + token).build()).reason())
          .isEqualTo("CURSOR_INVALID");
    }
  }

  @Test
  void severalRoomsAreSearchedByTime() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      for (int i = 1; i <= 10; i++) {
        var unused = node.send("alice", "room" + i % 3, "word " + i);
      }
      SearchMessagesRequest.Builder request =
          SearchMessagesRequest.newBuilder()
              .setQuery("word in:room0")
              .addAllRooms(List.of("room1", "room2"))
              .setPageSize(4);
      List<String> found = new ArrayList<>();
      SearchMessagesResponse page;
      do {
        page = page(node.search(), request.build());
        found.addAll(texts(page));
        request.setPageToken(page.getNextPageToken());
      } while (!page.getNextPageToken().isEmpty());
      // Those of the same millisecond stand in the order of their rooms.
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, 10).mapToObj(i -> "word " + i).toList());
      List<Instant> times =
          page(node.search(), request.clearPageToken().setPageSize(100).build())
              .getHitsList()
              .stream()
              .map(hit -> hit.getEntry().getAt())
              .map(at -> Instant.ofEpochSecond(at.getSeconds(), at.getNanos()))
              .toList();
      assertThat(times).isSortedAccordingTo(Comparator.reverseOrder());
    }
  }

  @Test
  void aNodeGoesOnWithTheIndexThatItKeptAndForgetsWhatWasErasedMeanwhile() throws Exception {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode other = nodes.start();
      say(other, "first secret", "second");
      try (TestNode node = nodes.start(0, kept())) {
        assertThat(seqs(node, "second")).containsExactly(2L);
      }
      Map<Path, List<Byte>> parts = parts();
      assertThat(parts).isNotEmpty();
      erase(other, 1);
      say(other, "third");
      try (TestNode node = nodes.start(0, kept())) {
        assertThat(seqs(node, "secret")).isEmpty();
        assertThat(seqs(node, "from:alice")).containsExactly(4L, 2L);
        // Each names itself by chance: one that was made anew is another.
        assertThat(parts()).containsAllEntriesOf(parts);
      }
    }
  }

  /** What the parts of the index are called, and call themselves. */
  private Map<Path, List<Byte>> parts() throws IOException {
    Map<Path, List<Byte>> parts = new HashMap<>();
    for (Path file : files()) {
      if (file.toString().endsWith(".si")) {
        parts.put(file, Bytes.asList(Files.readAllBytes(file)));
      }
    }
    return parts;
  }

  @Test
  void aPageOfLongTextsEndsEarlyAndGoesOn() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      String text = "word " + "padding ".repeat(3000);
      for (int i = 0; i < 60; i++) {
        nodes.redis().rpush(nodes.key(ROOM), text + i);
      }
      SearchMessagesRequest.Builder request = in(ROOM, "word").setPageSize(100);
      SearchMessagesResponse first = page(node.search(), request.build());
      assertThat(first.getSerializedSize()).isBetween(1 << 20, (1 << 20) + 2 * text.length());
      SearchMessagesResponse second =
          page(node.search(), request.setPageToken(first.getNextPageToken()).build());
      assertThat(second.getNextPageToken()).isEmpty();
      assertThat(
              Stream.of(first, second)
                  .flatMap(page -> page.getHitsList().stream())
                  .map(hit -> hit.getEntry().getSeq()))
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, 60).map(i -> 61 - i).boxed().toList());
    }
  }

  @Test
  void anIndexThatIsDeletedOrBrokenIsMadeAnew() throws Exception {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode other = nodes.start();
      say(other, "first", "second");
      try (TestNode node = nodes.start(0, kept())) {
        assertThat(seqs(node, "second")).containsExactly(2L);
      }
      for (Path file : files()) {
        Files.delete(file);
      }
      try (TestNode node = nodes.start(0, kept())) {
        assertThat(seqs(node, "second")).containsExactly(2L);
      }
      for (Path file : files()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
      try (TestNode node = nodes.start(0, kept())) {
        assertThat(seqs(node, "second")).containsExactly(2L);
        assertThat(seqs(node, "from:alice")).containsExactly(2L, 1L);
      }
    }
  }

  @Test
  void anIndexThatAnotherServerHasIsNotTouched() throws Exception {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start(0, kept());
      TestNode same = nodes.start(0, kept());
      say(node, "word");
      assertThat(seqs(node, "word")).containsExactly(1L);
      Refusal refusal = refusal(same, in(ROOM, "word").build());
      assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(refusal.reason()).isEqualTo("SEARCH_UNAVAILABLE");
      assertThat(refusal.retryIn()).isPresent();
      assertThat(seqs(node, "word")).containsExactly(1L);
    }
  }

  @Test
  void whereItIsSetOffItSaysSo() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node =
          nodes.start(
              0, new SearchSettings(false, Optional.empty(), SearchSettings.USUAL_MAX_BYTES));
      assertThat(refusal(node, in(ROOM, "word").build()).reason()).isEqualTo("SEARCH_OFF");
    }
  }

  private SearchSettings kept() {
    return new SearchSettings(true, Optional.of(directory), SearchSettings.USUAL_MAX_BYTES);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("index"))) {
      return files.toList();
    }
  }

  @Test
  void whoIsRemovedFindsNothingAnyMore() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      TestNode other = nodes.start();
      SignedIn anna = SignedIn.register(node, "anna");
      SignedIn ben = SignedIn.register(node, "ben");
      create(anna, node, "den", RoomKind.ROOM_KIND_PRIVATE);
      create(ben, node, "square", RoomKind.ROOM_KIND_PUBLIC);
      invite(anna, ben, node);
      say(anna, node, "den", "a private word");
      say(ben, node, "square", "a public word");

      SearchMessagesRequest everywhere =
          SearchMessagesRequest.newBuilder().setQuery("word").build();
      SearchMessagesRequest there = everywhere.toBuilder().addRooms("den").build();
      for (TestNode each : List.of(node, other)) {
        assertThat(texts(page(as(ben, each), everywhere)))
            .containsExactlyInAnyOrder("a public word", "a private word");
        assertThat(texts(page(as(ben, each), there))).containsExactly("a private word");
        assertThat(texts(page(as(anna, each), everywhere))).containsExactly("a private word");
      }
      var unused =
          anna.rooms(node)
              .moderateMember(
                  ModerateMemberRequest.newBuilder()
                      .setRoom("den")
                      .setUser("ben")
                      .setAction(MembershipAction.MEMBERSHIP_ACTION_KICKED)
                      .build());
      for (TestNode each : List.of(node, other)) {
        assertThat(texts(page(as(ben, each), everywhere))).containsExactly("a public word");
        Refusal refusal = Refusal.of(catchThrowable(() -> as(ben, each).searchMessages(there)));
        assertThat(refusal.code()).isEqualTo(Code.NOT_FOUND);
        assertThat(refusal.reason()).isEqualTo("ROOM_NOT_FOUND");
      }
      var left = ben.rooms(node).leaveRoom(LeaveRoomRequest.newBuilder().setRoom("square").build());
      assertThat(left).isNotNull();
      assertThat(page(as(ben, other), everywhere).getHitsList()).isEmpty();
    }
  }

  private static SearchServiceBlockingStub as(SignedIn user, TestNode node) {
    return SearchServiceGrpc.newBlockingStub(user.at(node)).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static void create(SignedIn owner, TestNode node, String room, RoomKind kind) {
    var unused =
        owner
            .rooms(node)
            .createRoom(
                CreateRoomRequest.newBuilder()
                    .setRoom(room)
                    .setRules(RoomRules.newBuilder().setKind(kind))
                    .build());
  }

  private static void invite(SignedIn owner, SignedIn guest, TestNode node) {
    var invited =
        owner
            .rooms(node)
            .inviteUser(
                InviteUserRequest.newBuilder().setRoom("den").setUser(guest.name()).build());
    assertThat(invited).isNotNull();
    var joined = guest.rooms(node).joinRoom(JoinRoomRequest.newBuilder().setRoom("den").build());
    assertThat(joined.hasRoom()).isTrue();
  }

  private static void say(SignedIn user, TestNode node, String room, String text) {
    var unused =
        user.calls(node)
            .sendMessage(
                SendMessageRequest.newBuilder()
                    .setMessage(OutgoingMessage.newBuilder().setRoom(room).setText(text))
                    .build());
  }

  @Test
  void whoHasMoreRoomsThanAreSearchedIsTold() {
    try (Nodes nodes = Nodes.onSharedRedis();
        RedisMessageLog log = nodes.openLog();
        RoomMembers members = nodes.openMembers()) {
      TestNode node = nodes.start();
      SignedIn ben = SignedIn.register(node, "ben");
      int most = 1000;
      List<CompletableFuture<Appended>> made =
          IntStream.rangeClosed(0, most)
              .mapToObj(i -> String.format("room-%04d", i))
              .map(room -> log.append(created(room, "ben")))
              .toList();
      made.forEach(CompletableFuture::join);
      SearchMessagesRequest everywhere =
          SearchMessagesRequest.newBuilder().setQuery("word").build();
      for (int i = 0; i < most; i++) {
        members.addRoom(new UserName("ben"), new RoomName(String.format("room-%04d", i)));
      }
      say(ben, node, "room-0007", "a word");
      assertThat(texts(page(as(ben, node), everywhere))).containsExactly("a word");
      members.addRoom(new UserName("ben"), new RoomName(String.format("room-%04d", most)));
      SearchMessagesResponse page = as(ben, node).searchMessages(everywhere);
      while (page.getIndexingCount() > 0) {
        page = as(ben, node).searchMessages(everywhere);
      }
      assertThat(page.getComplete()).isFalse();
      assertThat(texts(page)).containsExactly("a word");
    }
  }

  private static NewGovernance created(String room, String member) {
    UserName user = new UserName(member);
    return new NewGovernance(
        new RoomName(room),
        MessageId.create(),
        user,
        Instant.now(),
        "",
        Optional.of(io.redfire.core.room.RoomRules.of(io.redfire.core.room.RoomKind.PUBLIC)),
        List.of(
            new PartChange(
                user,
                io.redfire.core.room.MembershipAction.JOINED,
                Optional.of(Role.OWNER),
                false,
                Instant.MIN,
                Instant.MIN,
                "")));
  }

  @Test
  void aUserSearchesAsOftenAsTheRateAtAllNodesTogether() {
    int few = 9;
    LimitSettings limits =
        LimitSettings.with().searchesPerUser(Optional.of(new Rate(few, Duration.ofDays(1)))).done();
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = List.of(nodes.start(limits), nodes.start(limits));
      say(two.get(0), "word");
      SignedIn alice = SignedIn.register(two.get(0), "alice");

      Tries tries =
          Tries.of(
              10 * few,
              i -> {
                var unused = as(alice, two.get(i % 2)).searchMessages(in(ROOM, "word").build());
              });

      tries.assertRate(few);
    }
  }
}
