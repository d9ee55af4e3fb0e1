package io.redfire.client;

import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.ListRoomsResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One-off questions to the first of several servers that answers. For one thread at a time.
 *
 * <p>A call tries each server once, beginning with the one that answered last, and goes on to the
 * next only where a server can not be reached or does not answer in time. Page tokens hold on every
 * node, so a walk through pages survives the loss of one.
 */
public final class ChatQueries implements AutoCloseable {

  /** What a server says of itself, and how long one question took. */
  public record Health(ServerAddress server, boolean serving, Duration roundTrip) {}

  private final List<ServerAddress> servers;
  private final ChannelFactory channels;
  private final Duration deadline;
  private int current;
  private @Nullable ManagedChannel channel;

  /**
   * @param deadline how long one server may take for one answer
   */
  public ChatQueries(List<ServerAddress> servers, ChannelFactory channels, Duration deadline) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("servers: none (expected: at least one)");
    }
    this.servers = List.copyOf(servers);
    this.channels = channels;
    this.deadline = deadline;
  }

  /**
   * One page of a room's log.
   *
   * @throws ChatException with the server's refusal, or that of the last server tried
   */
  public ListMessagesResponse listMessages(ListMessagesRequest request) {
    return ask(to -> blocking(to).listMessages(request));
  }

  /**
   * One page of the list of rooms.
   *
   * @throws ChatException as {@link #listMessages}
   */
  public ListRoomsResponse listRooms(ListRoomsRequest request) {
    return ask(to -> blocking(to).listRooms(request));
  }

  /**
   * Asks a server for its health twice; the second time is measured, when the connection stands.
   *
   * @throws ChatException as {@link #listMessages}
   */
  public Health health() {
    ServingStatus first = ask(this::healthOf);
    long before = System.nanoTime();
    ServingStatus second = ask(this::healthOf);
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    boolean serving = first == ServingStatus.SERVING && second == ServingStatus.SERVING;
    return new Health(servers.get(current), serving, took);
  }

  private ServingStatus healthOf(ManagedChannel to) {
    return HealthGrpc.newBlockingStub(to)
        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private ChatServiceGrpc.ChatServiceBlockingStub blocking(ManagedChannel to) {
    return ChatServiceGrpc.newBlockingStub(to)
        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  private <T> T ask(Function<ManagedChannel, T> question) {
    ChatException last = null;
    for (int tried = 0; tried < servers.size(); tried++) {
      try {
        return question.apply(open());
      } catch (StatusRuntimeException e) {
        last = ChatException.of(e);
        if (last.code() != Code.UNAVAILABLE && last.code() != Code.DEADLINE_EXCEEDED) {
          throw last;
        }
        last = last.from(servers.get(current));
        close();
        current = (current + 1) % servers.size();
      }
    }
    throw last == null ? new IllegalStateException("no server") : last;
  }

  private ManagedChannel open() {
    if (channel == null) {
      channel = channels.channelTo(servers.get(current)).disableServiceConfigLookUp().build();
    }
    return channel;
  }

  @Override
  public void close() {
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
  }
}
