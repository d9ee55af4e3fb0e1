package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.ListRoomsResponse;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListMessagesTest {
  private static final String ROOM = "room";
  private static final int COUNT = 430;

  private static void fill(Nodes nodes, TestNode node, int count) {
    try (StreamProbe writer = node.connect("writer")) {
      List<Long> requests = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        if (i % 50 == 0) {
          // Another program's line in between, at its place.
          requests.forEach(request -> assertThat(writer.answer(request).hasAccepted()).isTrue());
          requests.clear();
          nodes.redis().rpush(nodes.key(ROOM), "m" + i);
        } else {
          requests.add(writer.send(ROOM, "", "m" + i));
        }
      }
      requests.forEach(request -> assertThat(writer.answer(request).hasAccepted()).isTrue());
    }
  }

  private static ListMessagesRequest.Builder request(int pageSize) {
    return ListMessagesRequest.newBuilder().setRoom(ROOM).setPageSize(pageSize);
  }

  private static List<String> texts(ListMessagesResponse page) {
    return page.getEntriesList().stream().map(entry -> entry.getMessage().getText()).toList();
  }

  private static List<Entry> walk(TestNode node, ListMessagesRequest.Builder next, boolean back) {
    List<Entry> all = new ArrayList<>();
    while (true) {
      ListMessagesResponse page = node.calls().listMessages(next.build());
      assertThat(page.getEntriesList()).isNotEmpty();
      assertThat(page.hasRoomRewound()).isFalse();
      all.addAll(back ? 0 : all.size(), page.getEntriesList());
      if (page.getNextPageToken().isEmpty()) {
        return all;
      }
      next.setPageToken(page.getNextPageToken());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 43, 200, -1})
  void pagesInBothDirectionsMakeTheWholeLog(int pageSize) {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      int count = pageSize == 1 ? 60 : COUNT;
      fill(nodes, node, count);
      List<Entry> forward = walk(node, request(pageSize).setAfterSeq(0), false);
      assertThat(forward).extracting(Entry::getSeq).isSorted().hasSize(count);
      assertThat(forward)
          .allSatisfy(
              entry -> assertThat(entry.getMessage().getText()).isEqualTo("m" + entry.getSeq()));
      assertThat(forward.get(49).getFrom()).isEqualTo("redis");
      // A token of one node is good on another.
      assertThat(walk(nodes.start(), request(pageSize).setBeforeSeq(0), true)).isEqualTo(forward);
      assertThat(walk(node, request(pageSize), true)).isEqualTo(forward);
    }
  }

  @Test
  void aPageHoldsWhatWasAskedFor() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      fill(nodes, node, COUNT);
      ListMessagesResponse newest = node.calls().listMessages(request(3).build());
      assertThat(texts(newest)).containsExactly("m428", "m429", "m430");
      assertThat(newest.getBounds().getFirstSeq()).isEqualTo(1);
      assertThat(newest.getBounds().getLastSeq()).isEqualTo(COUNT);
      assertThat(newest.getBounds().getLastTag()).isEqualTo(newest.getEntries(2).getTag());
      assertThat(texts(node.calls().listMessages(request(2).setBeforeSeq(100).build())))
          .containsExactly("m98", "m99");
      assertThat(texts(node.calls().listMessages(request(2).setAfterSeq(100).build())))
          .containsExactly("m101", "m102");
      ListMessagesResponse first = node.calls().listMessages(request(9).setBeforeSeq(3).build());
      assertThat(texts(first)).containsExactly("m1", "m2");
      assertThat(first.getNextPageToken()).isEmpty();
      ListMessagesResponse none = node.calls().listMessages(request(9).setAfterSeq(COUNT).build());
      assertThat(none.getEntriesList()).isEmpty();
      assertThat(none.getNextPageToken()).isEmpty();
      assertThat(node.calls().listMessages(request(5000).setAfterSeq(0).build()).getEntriesCount())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTokenOfAReplacedLogIsToldSo(boolean forward) {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      fill(nodes, node, 40);
      ListMessagesRequest.Builder request =
          forward ? request(10).setAfterSeq(0) : request(10).setBeforeSeq(0);
      String token = node.calls().listMessages(request.build()).getNextPageToken();
      nodes.redis().del(nodes.key(ROOM));
      for (int i = 1; i <= 50; i++) {
        var unused = node.send("writer", ROOM, "new" + i);
      }
      ListMessagesResponse page =
          node.calls().listMessages(request(10).setPageToken(token).build());
      assertThat(page.getRoomRewound().getForkSeq()).isZero();
      assertThat(texts(page))
          .hasSize(10)
          .allMatch(text -> text.startsWith("new"))
          .contains(forward ? "new1" : "new50");
    }
  }

  @Test
  void trimmedEntriesAreTold() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start(100);
      for (int i = 1; i <= 250; i++) {
        var unused = node.send("writer", ROOM, "m" + i);
      }
      ListMessagesResponse page = node.calls().listMessages(request(10).setAfterSeq(20).build());
      assertThat(page.getHistoryTrimmed().getFirstMissingSeq()).isEqualTo(21);
      assertThat(page.getHistoryTrimmed().getLastMissingSeq()).isEqualTo(150);
      assertThat(texts(page)).startsWith("m151").hasSize(10);
      assertThat(walk(node, request(30), true)).hasSize(100);
    }
  }

  @Test
  void anEmptyRoomIsEmptyAndNotMissing() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      for (ListMessagesRequest request :
          List.of(request(5).build(), request(5).setAfterSeq(0).build())) {
        ListMessagesResponse page = node.calls().listMessages(request);
        assertThat(page.getEntriesList()).isEmpty();
        assertThat(page.getNextPageToken()).isEmpty();
        assertThat(page.getBounds().getFirstSeq()).isEqualTo(1);
        assertThat(page.getBounds().getLastSeq()).isZero();
      }
      Room room = node.calls().getRoom(GetRoomRequest.newBuilder().setRoom(ROOM).build()).getRoom();
      assertThat(room.getName()).isEqualTo(ROOM);
      assertThat(room.getBounds().getLastSeq()).isZero();
    }
  }

  @Test
  void roomsAreListedInTheOrderOfTheirBytes() {
    List<String> names = List.of("B", "a", "a.b", "b", "é", "房间", "𠀀");
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      for (String name : names) {
        var unused = node.send("writer", name, "hi");
      }
      List<String> listed = new ArrayList<>();
      ListRoomsRequest.Builder next = ListRoomsRequest.newBuilder().setPageSize(2);
      do {
        ListRoomsResponse page = node.calls().listRooms(next.build());
        assertThat(page.getRoomsCount()).isLessThanOrEqualTo(2);
        page.getRoomsList().forEach(room -> listed.add(room.getName()));
        next.setPageToken(page.getNextPageToken());
      } while (!next.getPageToken().isEmpty());
      assertThat(listed).isEqualTo(names);
      RoomBounds bounds =
          node.calls()
              .getRoom(GetRoomRequest.newBuilder().setRoom("é").build())
              .getRoom()
              .getBounds();
      assertThat(bounds.getFirstSeq()).isEqualTo(1);
      assertThat(bounds.getLastSeq()).isEqualTo(1);
      assertThat(bounds.getLastTag()).isEqualTo(node.log("é").get(0).getTag());
    }
  }

  @Test
  void healthAndReflectionAnswer() throws Exception {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      for (String service : List.of("", ChatServiceGrpc.SERVICE_NAME)) {
        HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();
        assertThat(HealthGrpc.newBlockingStub(node.channel()).check(request).getStatus())
            .isEqualTo(ServingStatus.SERVING);
      }
      Services services = new Services();
      StreamObserver<ServerReflectionRequest> asking =
          ServerReflectionGrpc.newStub(node.channel()).serverReflectionInfo(services);
      asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
      asking.onCompleted();
      assertThat(services.answer.get())
          .contains(ChatServiceGrpc.SERVICE_NAME, HealthGrpc.SERVICE_NAME);
    }
  }

  private static final class Services implements StreamObserver<ServerReflectionResponse> {
    final CompletableFuture<List<String>> answer = new CompletableFuture<>();

    @Override
    public void onNext(ServerReflectionResponse response) {
      answer.complete(
          response.getListServicesResponse().getServiceList().stream()
              .map(ServiceResponse::getName)
              .toList());
    }

    @Override
    public void onError(Throwable thrown) {
      answer.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {}
  }
}
