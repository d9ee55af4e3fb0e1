package io.redfire.naive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Start;
import io.redfire.client.ChatClient;
import io.redfire.client.RoomListener;
import io.redfire.client.ServerAddress;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.TestRedis;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NaiveNodeTest {
  @Test
  void eachMemberHearsEachMessageOnceInOrder() throws Exception {
    Set<Integer> following = ConcurrentHashMap.newKeySet();
    Map<Integer, List<Entry>> heard = new ConcurrentHashMap<>();
    List<ChatClient> members = new ArrayList<>();
    try (NaiveNode node =
        new NaiveNode(0, TestRedis.shared().connections(), new RedisKeys(TestRedis.newPrefix()))
            .start()) {
      List<ServerAddress> here = List.of(new ServerAddress("127.0.0.1", node.port()));
      for (int i = 0; i < 3; i++) {
        int member = i;
        heard.put(member, new CopyOnWriteArrayList<>());
        ChatClient client = ChatClient.builder(here, "member" + i).connect();
        members.add(client);
        client.subscribe(
            "chat",
            Start.getDefaultInstance(),
            new RoomListener() {
              @Override
              public void onEntry(Entry entry) {
                heard.getOrDefault(member, List.of()).add(entry);
              }

              @Override
              public void onCaughtUp(CaughtUp caughtUp) {
                following.add(member);
              }
            });
      }
      await().until(() -> following.size() == members.size());

      for (int i = 0; i < 50; i++) {
        var unused = members.get(i % 3).send("chat", "message " + i);
      }
      for (ChatClient member : members) {
        member.allAnswered().get();
      }

      List<Long> seqs = LongStream.rangeClosed(1, 50).boxed().toList();
      await()
          .untilAsserted(
              () ->
                  assertThat(heard.values())
                      .allSatisfy(
                          entries ->
                              assertThat(entries).extracting(Entry::getSeq).isEqualTo(seqs)));
      assertThat(heard.getOrDefault(0, List.of()))
          .extracting(entry -> entry.getMessage().getText())
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 50).mapToObj(i -> "message " + i).toList());
    } finally {
      members.forEach(ChatClient::close);
    }
  }

  @Test
  void itTellsItsProcessorTime() throws Exception {
    HttpServer metrics = CpuMetric.serve(0);
    try {
      URI page = URI.create("http://127.0.0.1:" + metrics.getAddress().getPort() + "/metrics");
      String text =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
              .body();

      assertThat(text).containsPattern("(?m)^process_cpu_seconds_total [0-9.]+$");
    } finally {
      metrics.stop(0);
    }
  }
}
