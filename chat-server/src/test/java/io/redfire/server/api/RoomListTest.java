package io.redfire.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.rpc.ErrorInfo;
import io.grpc.protobuf.StatusProto;
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.ListRoomsResponse;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.Room;
import io.redfire.core.log.RoomName;
import io.redfire.core.rate.Rate;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.AccountSettings;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** The list of rooms of a whole node, where some of them are not for everyone to know of. */
class RoomListTest {
  private static final RedisConnections REDIS = TestRedis.shared().connections();

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final Jedis redis = new Jedis(REDIS.open("room-list-test"));

  @AfterEach
  void close() {
    redis.close();
  }

  @Test
  void tokensTellNoRoomThatIsHiddenHoweverManyThereAre() throws Exception {
    List<String> hidden =
        IntStream.range(0, 4500).mapToObj(i -> String.format("secret%04d", i)).toList();
    hide(hidden);
    add("alpha", "beta", "secret2500x", "zeta", "zulu");
    try (PeopleNode node = new PeopleNode(REDIS, keys, AccountSettings.OPEN)) {
      String eve = register(node, "eve");
      for (int size : new int[] {1, 2, 200}) {
        List<ListRoomsResponse> pages = pages(node, eve, size);
        assertThat(names(pages)).containsExactly("alpha", "beta", "secret2500x", "zeta", "zulu");
        assertThat(pages).hasSizeGreaterThan(2);
        assertThat(pages)
            .extracting(ListRoomsResponse::getNextPageToken)
            .allSatisfy(
                token -> assertThat(token.replace("secret2500x", "")).doesNotContain("sec"));
      }
    }
  }

  @Test
  void roomsThatComeInBetweenHideNoneAndRepeatNone() throws Exception {
    hide(List.of("m"));
    add("b", "d", "n", "x");
    try (PeopleNode node = new PeopleNode(REDIS, keys, AccountSettings.OPEN)) {
      String eve = register(node, "eve");
      List<String> seen = new ArrayList<>();
      String token = "";
      int round = 0;
      do {
        ListRoomsResponse page = page(node, eve, 1, token);
        page.getRoomsList().forEach(room -> seen.add(room.getName()));
        token = page.getNextPageToken();
        add("a" + round, "c" + round);
        round++;
      } while (!token.isEmpty() && round < 30);
      assertThat(seen).contains("b", "d", "n", "x").doesNotHaveDuplicates().isSorted();
    }
  }

  @Test
  void tokensOfNobodyAreRefused() throws Exception {
    try (PeopleNode node = new PeopleNode(REDIS, keys, AccountSettings.OPEN)) {
      String eve = register(node, "eve");
      for (String bad : List.of("b", "1", ":", ":b", "-1:b", "1:a b", "9999999999999999:b")) {
        assertThat(reason(node, eve, bad)).as(bad).isEqualTo(Reason.CURSOR_INVALID);
      }
      assertThat(page(node, eve, 1, "999999999999999:").getRoomsList()).isEmpty();
    }
  }

  @Test
  void listsCountAsPagesOfHistory() throws Exception {
    LimitSettings limits =
        LimitSettings.with().historyPerUser(Optional.of(new Rate(2, Duration.ofHours(1)))).done();
    try (PeopleNode node = new PeopleNode(REDIS, keys, AccountSettings.OPEN, limits)) {
      String eve = register(node, "eve");
      assertThat(page(node, eve, 1, "").getRoomsList()).isEmpty();
      assertThat(page(node, eve, 1, "").getRoomsList()).isEmpty();
      assertThat(reason(node, eve, "")).isEqualTo(Reason.RATE_LIMITED);
    }
  }

  private void add(String... names) {
    for (String name : names) {
      redis.zadd(keys.rooms(), 0, name.getBytes(UTF_8));
    }
  }

  /** As if somebody had created private rooms of these names. */
  private void hide(List<String> names) {
    Pipeline pipeline = redis.pipelined();
    for (String name : names) {
      byte[] rules = keys.rules(new RoomName(name));
      pipeline.zadd(keys.rooms(), 0, name.getBytes(UTF_8));
      pipeline.hset(rules, "version".getBytes(UTF_8), "0123456789abcdef".getBytes(UTF_8));
      pipeline.hset(rules, "kind".getBytes(UTF_8), "private".getBytes(UTF_8));
    }
    pipeline.sync();
  }

  private static List<ListRoomsResponse> pages(PeopleNode node, String token, int size) {
    List<ListRoomsResponse> pages = new ArrayList<>();
    String next = "";
    do {
      ListRoomsResponse page = page(node, token, size, next);
      pages.add(page);
      next = page.getNextPageToken();
    } while (!next.isEmpty());
    return pages;
  }

  private static ListRoomsResponse page(PeopleNode node, String token, int size, String from) {
    return node.chat(token)
        .listRooms(ListRoomsRequest.newBuilder().setPageSize(size).setPageToken(from).build());
  }

  private static List<String> names(List<ListRoomsResponse> pages) {
    return pages.stream().flatMap(page -> page.getRoomsList().stream()).map(Room::getName).toList();
  }

  private static Reason reason(PeopleNode node, String token, String from) throws Exception {
    Throwable refused = catchThrowable(() -> page(node, token, 1, from));
    assertThat(refused).as(from).isNotNull();
    return Reason.valueOf(
        StatusProto.fromThrowable(refused).getDetails(0).unpack(ErrorInfo.class).getReason());
  }

  private static String register(PeopleNode node, String user) {
    return node.guest()
        .register(RegisterRequest.newBuilder().setUser(user).setPassword("correct horse").build())
        .getToken();
  }
}
