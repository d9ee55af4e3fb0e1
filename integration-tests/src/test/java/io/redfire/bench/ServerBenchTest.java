package io.redfire.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.InsecureChannelCredentials;
import io.redfire.bench.history.HistoryBench;
import io.redfire.bench.history.HistoryPlan;
import io.redfire.bench.history.HistoryReport;
import io.redfire.bench.load.LoadBench;
import io.redfire.bench.load.LoadPlan;
import io.redfire.bench.load.LoadReport;
import io.redfire.bench.metrics.ServerMetrics;
import io.redfire.client.ChatClient;
import io.redfire.client.ServerAddress;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.ChatNode;
import io.redfire.server.NodeSettings;
import io.redfire.testing.TestRedis;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerBenchTest {
  private ChatNode node;
  private InetSocketAddress address;

  @BeforeEach
  void start() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    node =
        new ChatNode(
                new InetSocketAddress(here, 0),
                TestRedis.shared().connections(),
                new RedisKeys(TestRedis.newPrefix()),
                NodeSettings.OPEN)
            .start();
    address = new InetSocketAddress(here, node.port());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void readersThatStallAreThereAndDisturbNobody() throws Exception {
    LoadPlan plan =
        new LoadPlan(
            List.of(address),
            2,
            3,
            4,
            1,
            1000,
            0,
            16,
            Duration.ZERO,
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            1,
            1,
            InsecureChannelCredentials.create());
    CompletableFuture<LoadReport> run =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new LoadBench(plan, new ServerMetrics(List.of()), second -> {}).run();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    await().until(() -> node.streams() == 2 * (3 + 4 + 1));

    LoadReport report = run.get();
    assertThat(report.isFlawless()).isTrue();
    // More than a window of each that stalls could take, so the server has had to hold back.
    assertThat(report.counts().allSends()).isGreaterThan(2 * 128);
    assertThat(report.counts().allDeliveries()).isEqualTo(report.counts().allSends() * 3);
  }

  @Test
  void pagesAreWholeWhereverTheyBegin() throws Exception {
    ServerAddress server = new ServerAddress("127.0.0.1", node.port());
    try (ChatClient client = ChatClient.builder(List.of(server), "filler").connect()) {
      for (int i = 0; i < 1000; i++) {
        var unused = client.sendWhenFree("chat", "message " + i);
      }
      client.allAnswered().get();
    }

    HistoryReport report =
        new HistoryBench(
                new HistoryPlan(
                    address,
                    "chat",
                    List.of(0.0, 50.0, 99.9),
                    3,
                    1,
                    1000,
                    InsecureChannelCredentials.create()))
            .run();

    assertThat(report.isFlawless()).isTrue();
    assertThat(report.entries()).isEqualTo(1000);
    assertThat(report.pageSize()).isEqualTo(200);
    assertThat(report.places())
        .extracting(HistoryReport.Place::afterSeq)
        .containsExactly(0L, 500L, 800L);
    assertThat(report.places())
        .allSatisfy(place -> assertThat(place.latencies().getTotalCount()).isEqualTo(3));
  }

  @Test
  void anEmptyRoomHasNoPages() {
    HistoryPlan plan =
        new HistoryPlan(
            address, "empty", List.of(0.0), 1, 0, 200, InsecureChannelCredentials.create());

    assertThatThrownBy(() -> new HistoryBench(plan).run())
        .isInstanceOf(BenchException.class)
        .hasMessage("the room empty holds no entries");
  }
}
