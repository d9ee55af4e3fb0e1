package io.redfire.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.InsecureChannelCredentials;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
  private static LoadPlan plan(int nodes, int connections) {
    Duration time = Duration.ofSeconds(1);
    List<InetSocketAddress> places =
        java.util.Collections.nCopies(
            nodes, new InetSocketAddress(InetAddress.getLoopbackAddress(), 7400));
    return new LoadPlan(
        places,
        1,
        1,
        0,
        1,
        64,
        0,
        1,
        time,
        time,
        time,
        connections,
        1,
        InsecureChannelCredentials.create());
  }

  @Test
  void noConnectionCarriesMoreThanAServerTakes() {
    assertThat(plan(1, 1).connections(32)).isEqualTo(1);
    assertThat(plan(1, 1).connections(33)).isEqualTo(2);
    assertThat(plan(1, 1).connections(1_000)).isEqualTo(32);
  }

  @Test
  void connectionsAreSpreadOverTheServers() {
    assertThat(plan(2, 8).connections(100)).isEqualTo(4);
    assertThat(plan(3, 8).connections(100)).isEqualTo(4);
  }

  @Test
  void thereAreNeverMoreConnectionsThanStreams() {
    assertThat(plan(1, 50).connections(7)).isEqualTo(7);
    assertThat(plan(1, LoadPlan.EACH).connections(1_000)).isEqualTo(1_000);
    assertThat(plan(2, 1).connections(0)).isZero();
  }
}
