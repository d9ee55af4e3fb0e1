package io.redfire.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.InsecureChannelCredentials;
import io.redfire.bench.FaultyServer;
import io.redfire.bench.check.Faults;
import io.redfire.bench.metrics.ServerMetrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadBenchTest {
  private static final int FEW_MILLIS = 10;

  private static LoadReport run(FaultyServer.Fault fault, int rooms, int members, int threads)
      throws InterruptedException {
    try (FaultyServer server = new FaultyServer(fault)) {
      LoadPlan plan =
          new LoadPlan(
              List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())),
              rooms,
              members,
              0,
              1,
              64,
              100,
              1,
              Duration.ZERO,
              Duration.ofMillis(500),
              Duration.ofSeconds(20),
              3,
              threads,
              InsecureChannelCredentials.create());
      return new LoadBench(plan, new ServerMetrics(List.of()), second -> {}).run();
    }
  }

  @Test
  void everySendThatIsDueGoesAndEachIsDeliveredToAll() throws InterruptedException {
    LoadReport report = run(FaultyServer.Fault.NONE, 5, 20, 2);
    assertThat(report.errors()).isEmpty();
    assertThat(report.faults()).isEqualTo(Faults.NONE);
    assertThat(report.counts().allSends() + report.counts().unsent()).isEqualTo(50);
    assertThat(report.counts().allDeliveries()).isEqualTo(report.counts().allSends() * 20);
    assertThat(report.connections()).isEqualTo(4);
    assertThat(report.traffic().senderOut()).isGreaterThan(report.counts().allSends() * 64);
    assertThat(report.traffic().memberIn()).isGreaterThan(report.counts().allDeliveries() * 64);
  }

  /** What waited behind a stall counts from when it was due, however fast it went afterwards. */
  @Test
  void stallShowsInAllSendsThatWaitedBehindIt() throws InterruptedException {
    LoadReport report = run(FaultyServer.Fault.STALL, 1, 0, 1);
    assertThat(report.errors()).isEmpty();
    long stalled =
        report
            .acknowledged()
            .getCountBetweenValues(
                Duration.ofMillis(FEW_MILLIS).toNanos(), Duration.ofHours(1).toNanos());
    // Due every 10 ms from 0 on: 23 of them more than 20 ms before the end of the stall.
    assertThat(stalled + report.counts().unsent())
        .isGreaterThanOrEqualTo(FaultyServer.STALL_MILLIS / 10 - 2);
  }
}
