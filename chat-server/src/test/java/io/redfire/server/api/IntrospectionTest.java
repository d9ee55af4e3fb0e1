package io.redfire.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.grpc.channelz.v1.GetServersRequest;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.core.log.MessageId;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.AccountSettings;
import io.redfire.server.ChatNode;
import io.redfire.server.NodeSettings;
import io.redfire.testing.TestRedis;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who may look into a node by gRPC's own services: channelz tells from where clients come. */
class IntrospectionTest {
  private static final InetSocketAddress NETWORK = new InetSocketAddress(0);
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @Test
  void offLoopbackOnlyAdministratorsSeeWhoIsConnected() throws Exception {
    try (Looked node = new Looked(NETWORK, AccountSettings.OPEN)) {
      String admin = node.register("root", node.node().firstAdmin().orElseThrow().text());
      String user = node.register("alice", "");

      assertThat(reason(catchThrowable(() -> servers(node.channel())))).isEqualTo("LOGIN_REQUIRED");
      assertThat(reason(catchThrowable(() -> servers(node.as("none"))))).isEqualTo("TOKEN_INVALID");
      assertThat(reason(catchThrowable(() -> servers(node.as(user))))).isEqualTo("NOT_ADMIN");
      assertThat(servers(node.as(admin))).isPositive();
    }
  }

  @Test
  void onLoopbackEverybodyDoesWhereGuestsAreLetIn() throws Exception {
    try (Looked open = new Looked(LOOPBACK, AccountSettings.OPEN);
        Looked behindProxy =
            new Looked(LOOPBACK, new AccountSettings(false, false, Optional.empty()))) {
      assertThat(servers(open.channel())).isPositive();
      assertThat(reason(catchThrowable(() -> servers(behindProxy.channel()))))
          .isEqualTo("LOGIN_REQUIRED");
    }
  }

  @Test
  void methodsAreToldToEverybody() throws Exception {
    try (Looked node = new Looked(NETWORK, new AccountSettings(false, false, Optional.empty()))) {
      assertThat(services(node.channel())).contains(ChatServiceGrpc.SERVICE_NAME);
    }
  }

  private static int servers(Channel channel) {
    return ChannelzGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .getServers(GetServersRequest.getDefaultInstance())
        .getServerCount();
  }

  private static List<String> services(Channel channel) throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse told) {
                    answer.complete(told);
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    answer.completeExceptionally(thrown);
                  }

                  @Override
                  public void onCompleted() {}
                });
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
    ask.onCompleted();
    return answer.get(60, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
        .map(ServiceResponse::getName)
        .toList();
  }

  private static String reason(Throwable refused) throws InvalidProtocolBufferException {
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    assertThat(status).as("%s", refused).isNotNull();
    assertThat(status.getDetailsCount()).isEqualTo(1);
    return status.getDetails(0).unpack(ErrorInfo.class).getReason();
  }

  /** A node, and a channel to it over loopback. */
  private static final class Looked implements AutoCloseable {
    private final ChatNode node;
    private final ManagedChannel channel;

    Looked(InetSocketAddress listen, AccountSettings entry) throws Exception {
      node =
          new ChatNode(
                  listen,
                  TestRedis.shared().connections(),
                  new RedisKeys("test-" + MessageId.create() + "-"),
                  NodeSettings.OPEN.admitting(entry))
              .start();
      channel =
          NettyChannelBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()))
              .usePlaintext()
              .build();
    }

    ChatNode node() {
      return node;
    }

    Channel channel() {
      return channel;
    }

    Channel as(String token) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, "Bearer " + token);
      return ClientInterceptors.intercept(
          channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    String register(String name, String code) {
      return AccountServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(60, TimeUnit.SECONDS)
          .register(
              RegisterRequest.newBuilder()
                  .setUser(name)
                  .setPassword("correct horse")
                  .setCode(code)
                  .build())
          .getToken();
    }

    @Override
    public void close() {
      channel.shutdownNow();
      node.close();
    }
  }
}
