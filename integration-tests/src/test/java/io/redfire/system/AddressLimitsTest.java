package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.core.rate.Rate;
import io.redfire.server.limit.LimitSettings;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten times what an address may, at two nodes on one Redis.
 *
 * <p>Loopback has no limits of its own, so the clients come from another address of this machine.
 * Where it has none, {@code DoorkeeperTest} and {@code EntranceTest} show the same of the parts.
 */
@Timeout(120)
class AddressLimitsTest {
  private static final int FEW = 3;
  private static final Rate RATE = new Rate(FEW, Duration.ofDays(1));
  private static final String PASSWORD = "correct horse";

  private static final Optional<InetAddress> ELSEWHERE = otherThanLoopback();

  private static Optional<InetAddress> otherThanLoopback() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(AddressLimitsTest::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
          .findFirst();
    } catch (SocketException none) {
      return Optional.empty();
    }
  }

  @BeforeAll
  static void thereIsSuchAnAddress() {
    assumeTrue(ELSEWHERE.isPresent(), "this machine has no address but loopback");
  }

  private static boolean isUp(NetworkInterface one) {
    try {
      return one.isUp();
    } catch (SocketException gone) {
      return false;
    }
  }

  @Test
  void anAddressHasSoManyConnectionsToANode() throws Exception {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, LimitSettings.with().connectionsPerAddress(FEW).done());
      List<Socket> sockets = new ArrayList<>();
      try {
        for (TestNode node : two) {
          assertThat(served(sockets, ELSEWHERE.orElseThrow(), node)).isEqualTo(FEW);
          assertThat(served(sockets, InetAddress.getLoopbackAddress(), node)).isEqualTo(10 * FEW);
        }
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    }
  }

  /** How many of ten times the limit hear the server's first HTTP/2 frame. */
  private static int served(List<Socket> sockets, InetAddress to, TestNode node)
      throws IOException {
    List<Socket> opened = new ArrayList<>();
    for (int i = 0; i < 10 * FEW; i++) {
      opened.add(new Socket(to, node.port()));
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

  @Test
  void anAddressTriesToLogInAsOftenAsTheRateWhateverTheAccounts() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Callers callers =
            new Callers(
                two(nodes, LimitSettings.with().logInsPerAddress(Optional.of(RATE)).done()))) {
      Tries tries =
          Tries.of(
              10 * FEW,
              i -> {
                var unused =
                    callers
                        .elsewhere(i)
                        .logIn(
                            LogInRequest.newBuilder()
                                .setUser("user-" + i)
                                .setPassword(PASSWORD)
                                .build());
              });

      assertThat(tries.refusals()).hasSize(10 * FEW);
      assertThat(tries.refusals().subList(0, FEW))
          .extracting(Refusal::reason)
          .containsOnly("CREDENTIALS_WRONG");
      Tries.assertToldWhenToComeAgain(tries.refusals().subList(FEW, 10 * FEW));
    }
  }

  @Test
  void anAddressMakesAccountsAsOftenAsTheRate() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Callers callers =
            new Callers(
                two(
                    nodes,
                    LimitSettings.with().registrationsPerAddress(Optional.of(RATE)).done()))) {
      Tries tries =
          Tries.of(
              10 * FEW,
              i -> {
                var unused = callers.elsewhere(i).register(account("far-" + i));
              });

      tries.assertRate(FEW);
      assertThat(
              Tries.of(
                      2 * FEW,
                      i -> {
                        var unused = SignedIn.register(callers.node(i), "near-" + i);
                      })
                  .refusals())
          .isEmpty();
    }
  }

  private static RegisterRequest account(String user) {
    return RegisterRequest.newBuilder().setUser(user).setPassword(PASSWORD).build();
  }

  private static List<TestNode> two(Nodes nodes, LimitSettings limits) {
    InetAddress anywhere = new InetSocketAddress(0).getAddress();
    return List.of(nodes.start(anywhere, limits), nodes.start(anywhere, limits));
  }

  /** Channels from the other address, one to each of two nodes. */
  private static final class Callers implements AutoCloseable {
    private final List<TestNode> nodes;
    private final List<ManagedChannel> channels;

    Callers(List<TestNode> nodes) {
      this.nodes = nodes;
      this.channels =
          nodes.stream()
              .map(
                  node ->
                      NettyChannelBuilder.forAddress(
                              new InetSocketAddress(ELSEWHERE.orElseThrow(), node.port()))
                          .usePlaintext()
                          .build())
              .toList();
    }

    TestNode node(int i) {
      return nodes.get(i % 2);
    }

    AccountServiceGrpc.AccountServiceBlockingStub elsewhere(int i) {
      return AccountServiceGrpc.newBlockingStub(channels.get(i % 2))
          .withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }
}
