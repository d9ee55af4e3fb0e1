package io.redfire.server.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.redfire.core.rate.ClientAddress;
import io.redfire.server.metrics.MetricsEndpoint;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.session.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real server, and clients whose address is made to count as one of elsewhere. */
@Timeout(60)
class DoorkeeperTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final EventLoops loops = new EventLoops(Thread::new);
  private final ServerMetrics metrics = new ServerMetrics("test");
  private final List<Socket> sockets = new ArrayList<>();
  private Optional<Server> server = Optional.empty();

  private static Optional<ClientAddress> elsewhere(SocketAddress address) {
    return Optional.of(new ClientAddress("192.0.2.1", false));
  }

  private int serve(Doorkeeper door) throws IOException {
    Server started =
        loops
            .serve(NettyServerBuilder.forAddress(new InetSocketAddress(HERE, 0)), door)
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
    server = Optional.of(started);
    return started.getPort();
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    if (server.isPresent()) {
      assertThat(server.get().shutdownNow().awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    loops.close();
  }

  private static LimitSettings limits(int inAll, int perAddress) {
    return LimitSettings.with().connections(inAll).connectionsPerAddress(perAddress).done();
  }

  @Test
  void tenTimesTheConnectionsOfAnAddressAreCutToTheLimit() throws Exception {
    int port = serve(new Doorkeeper(limits(0, 3), metrics, DoorkeeperTest::elsewhere));
    assertThat(served(port, 30)).isEqualTo(3);
    assertThat(page()).contains("redfire_connections_refused_total{limit=\"address\"} 27.0");
  }

  @Test
  void tenTimesTheConnectionsInAllAreCutToTheLimit() throws Exception {
    int port = serve(new Doorkeeper(limits(3, 0), metrics));
    assertThat(served(port, 30)).isEqualTo(3);
    assertThat(page()).contains("redfire_connections_refused_total{limit=\"node\"} 27.0");
  }

  @Test
  void anEndedConnectionMakesRoomForAnother() throws Exception {
    int port = serve(new Doorkeeper(limits(2, 2), metrics, DoorkeeperTest::elsewhere));
    assertThat(served(port, 3)).isEqualTo(2);
    sockets.get(0).close();
    Awaitility.await().until(() -> served(port, 1) == 1);
    assertThat(served(port, 1)).isZero();
  }

  @Test
  void thisMachineHasNoLimitOfItsOwn() throws Exception {
    int port = serve(new Doorkeeper(limits(0, 1), metrics));
    assertThat(served(port, 10)).isEqualTo(10);
  }

  @Test
  void aClientTooManySeesThatItMayTryLater() throws Exception {
    int port = serve(new Doorkeeper(limits(1, 0), metrics));
    assertThat(served(port, 1)).isEqualTo(1);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress(HERE, port)).usePlaintext().build();
    try {
      assertThatThrownBy(() -> check(channel))
          .isInstanceOf(StatusRuntimeException.class)
          .extracting(thrown -> Status.fromThrowable(thrown).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
      sockets.get(0).close();
      Awaitility.await().ignoreExceptions().until(() -> check(channel));
    } finally {
      channel.shutdownNow();
    }
  }

  private static boolean check(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .isInitialized();
  }

  /** How many of so many new connections hear the server's first HTTP/2 frame. */
  private int served(int port, int connections) throws IOException {
    List<Socket> opened = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      opened.add(new Socket(HERE, port));
    }
    sockets.addAll(opened);
    int served = 0;
    for (Socket socket : opened) {
      served += hears(socket) ? 1 : 0;
    }
    return served;
  }

  private static boolean hears(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketException reset) {
      return false;
    }
  }

  private String page() throws Exception {
    try (MetricsEndpoint endpoint =
        MetricsEndpoint.start(new InetSocketAddress(HERE, 0), metrics)) {
      URI page = URI.create(MetricsEndpoint.url("127.0.0.1:" + endpoint.port()));
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
          .body();
    }
  }
}
