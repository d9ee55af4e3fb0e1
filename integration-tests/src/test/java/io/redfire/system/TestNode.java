package io.redfire.system;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.SearchServiceGrpc;
import io.redfire.chat.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.client.ServerAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.ChatNode;
import io.redfire.server.NodeSettings;
import io.redfire.server.http.HookEndpoint;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.outgoing.HookTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One running node, and a channel to it. Any thread may use it; the test closes it. */
final class TestNode implements AutoCloseable {
  /** Small, so that a reader that stalls is felt after little. */
  private static final int WINDOW_BYTES = 64 * 1024;

  private final ChatNode node;
  private final ManagedChannel channel;
  private @Nullable HookEndpoint hooks;
  private final AtomicBoolean stopped = new AtomicBoolean();

  private TestNode(ChatNode node) {
    this.node = node;
    this.channel = newChannel();
  }

  static TestNode start(
      InetAddress listen, RedisConnections redis, RedisKeys keys, NodeSettings settings) {
    try {
      return new TestNode(
          new ChatNode(new InetSocketAddress(listen, 0), redis, keys, settings).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The channel that {@link #calls} and {@link #connect} share. */
  ManagedChannel channel() {
    return channel;
  }

  /** A further connection to the node. Whoever asks closes it. */
  ManagedChannel newChannel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", node.port())
        .usePlaintext()
        .flowControlWindow(WINDOW_BYTES)
        .build();
  }

  /** A code by which the node gets its first administrator. */
  String firstAdminCode() {
    return node.firstAdmin().orElseThrow().text();
  }

  /** Where it listens. */
  int port() {
    return node.port();
  }

  ServerAddress address() {
    return new ServerAddress("127.0.0.1", node.port());
  }

  /** The unary methods, and {@code Subscribe}. */
  ChatServiceBlockingStub calls() {
    return ChatServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  /** Searches, as a guest without a name. */
  SearchServiceBlockingStub search() {
    return SearchServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  /** Opens a stream, says hello and waits for the welcome. */
  StreamProbe connect(String user, RoomSubscription... rooms) {
    return StreamProbe.open(channel).hello(user, rooms);
  }

  /** Where posts to webhooks are taken; from the first question on. */
  synchronized URI hooks() {
    if (hooks == null) {
      try {
        hooks = node.listenForHooks(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return URI.create("http://127.0.0.1:" + hooks.port());
  }

  /** Has the node post for outgoing webhooks, as often as told. */
  void deliverHooks(boolean privateAddresses, HookTimes times) {
    node.deliverHooks(privateAddresses, times);
  }

  /** Posts to a webhook, as any program does; the answer. */
  HttpResponse<String> post(String path, String body) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(hooks().resolve(path))
                  .timeout(Duration.ofSeconds(60))
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Appends a message by the unary method. */
  Accepted send(String user, String room, String text) {
    return calls()
        .sendMessage(
            SendMessageRequest.newBuilder()
                .setUser(user)
                .setMessage(OutgoingMessage.newBuilder().setRoom(room).setText(text))
                .build())
        .getAccepted();
  }

  /** The whole log of a room, read in pages. */
  List<Entry> log(String room) {
    List<Entry> all = new ArrayList<>();
    ListMessagesRequest.Builder next =
        ListMessagesRequest.newBuilder().setRoom(room).setAfterSeq(0);
    while (true) {
      ListMessagesResponse page = calls().listMessages(next.build());
      all.addAll(page.getEntriesList());
      if (page.getNextPageToken().isEmpty()) {
        return all;
      }
      next.setPageToken(page.getNextPageToken());
    }
  }

  /** Streams that the node holds open. */
  int streams() {
    return node.streams();
  }

  ServerMetrics metrics() {
    return node.metrics();
  }

  /** Stops the node as its program does; returns when it has stopped. */
  synchronized void stop() {
    if (stopped.compareAndSet(false, true)) {
      if (hooks != null) {
        hooks.close();
      }
      node.close();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    stop();
  }
}
