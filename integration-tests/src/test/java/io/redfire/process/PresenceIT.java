package io.redfire.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.GetPresenceRequest;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.OpenDirectRoomRequest;
import io.redfire.chat.v1.Presence;
import io.redfire.chat.v1.PresenceServiceGrpc;
import io.redfire.chat.v1.PresenceState;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is there when a node is killed. */
class PresenceIT {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** As the contract says. */
  private static final Duration MOST = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void usersOfANodeThatIsKilledAreOfflineForThoseOfAnother() {
    try (OwnRedis redis = TestRedis.own();
        RunningServer first = server(redis);
        RunningServer second = server(redis)) {
      ManagedChannel one = channel(first);
      ManagedChannel two = channel(second);
      Channel alice = as(one, register(one, "alice"));
      Channel bob = as(two, register(two, "bob"));
      var unused =
          RoomServiceGrpc.newBlockingStub(bob)
              .openDirectRoom(OpenDirectRoomRequest.newBuilder().setUser("alice").build());
      StreamObserver<ConnectRequest> stream = ChatServiceGrpc.newStub(alice).connect(new Deaf());
      stream.onNext(ConnectRequest.newBuilder().setHello(Hello.getDefaultInstance()).build());
      await().atMost(MOST).until(() -> seen(bob).getState() == online());
      Presence before = seen(bob);

      first.program().kill9();

      assertThat(seen(bob)).as("nobody knows yet").isEqualTo(before);
      await().atMost(MOST).until(() -> seen(bob).getState() == offline());
      assertThat(seen(bob).getSince().getSeconds())
          .isGreaterThanOrEqualTo(before.getSince().getSeconds());
      one.shutdownNow();
      two.shutdownNow();
    }
  }

  private static PresenceState online() {
    return PresenceState.PRESENCE_STATE_ONLINE;
  }

  private static PresenceState offline() {
    return PresenceState.PRESENCE_STATE_OFFLINE;
  }

  private static Presence seen(Channel watcher) {
    return PresenceServiceGrpc.newBlockingStub(watcher)
        .getPresence(GetPresenceRequest.newBuilder().addUsers("alice").build())
        .getPresences(0);
  }

  private RunningServer server(OwnRedis redis) {
    return new RunningServer(directory, "--redis", redis.address().toString());
  }

  private static ManagedChannel channel(RunningServer server) {
    return NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
  }

  private static String register(Channel server, String name) {
    return AccountServiceGrpc.newBlockingStub(server)
        .register(RegisterRequest.newBuilder().setUser(name).setPassword("correct horse").build())
        .getToken();
  }

  private static Channel as(Channel server, String token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return ClientInterceptors.intercept(server, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Hears nothing. */
  private static final class Deaf implements StreamObserver<ConnectResponse> {
    @Override
    public void onNext(ConnectResponse frame) {}

    @Override
    public void onError(Throwable gone) {}

    @Override
    public void onCompleted() {}
  }
}
