package io.redfire.client;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.chat.v1.ListPinsRequest;
import io.redfire.chat.v1.ListPinsResponse;
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.ListRoomsResponse;
import io.redfire.chat.v1.ListThreadRequest;
import io.redfire.chat.v1.ListThreadResponse;
import io.redfire.chat.v1.Room;
import java.time.Duration;
import java.util.List;

/**
 * One-off questions to the first of several servers that answers. For one thread at a time.
 *
 * <p>A call tries each server once, beginning with the one that answered last, and goes on to the
 * next only where a server can not be reached or does not answer in time. Page tokens hold on every
 * node, so a walk through pages survives the loss of one. A server that says that too many
 * questions came is asked again when it said, as long as all such waiting for one answer stays
 * within the deadline.
 */
public final class ChatQueries implements AutoCloseable {

  /** What a server says of itself, and how long one question took. */
  public record Health(ServerAddress server, boolean serving, Duration roundTrip) {}

  private final Calls calls;

  /**
   * @param deadline how long one server may take for one answer
   */
  public ChatQueries(List<ServerAddress> servers, ChannelFactory channels, Duration deadline) {
    this.calls = new Calls(servers, channels, deadline);
  }

  /**
   * One page of a room's log.
   *
   * @throws ChatException with the server's refusal, or that of the last server tried
   */
  public ListMessagesResponse listMessages(ListMessagesRequest request) {
    return calls.ask(to -> blocking(to).listMessages(request));
  }

  /**
   * One page of a thread.
   *
   * @throws ChatException as {@link #listMessages}
   */
  public ListThreadResponse listThread(ListThreadRequest request) {
    return calls.ask(to -> blocking(to).listThread(request));
  }

  /**
   * One page of the messages of a room that are pinned.
   *
   * @throws ChatException as {@link #listMessages}
   */
  public ListPinsResponse listPins(ListPinsRequest request) {
    return calls.ask(to -> blocking(to).listPins(request));
  }

  /**
   * One page of the list of rooms.
   *
   * @throws ChatException as {@link #listMessages}
   */
  public ListRoomsResponse listRooms(ListRoomsRequest request) {
    return calls.ask(to -> blocking(to).listRooms(request));
  }

  /**
   * A room's bounds and rules.
   *
   * @throws ChatException as {@link #listMessages}
   */
  public Room room(String name) {
    GetRoomRequest request = GetRoomRequest.newBuilder().setRoom(name).build();
    return calls.ask(to -> blocking(to).getRoom(request)).getRoom();
  }

  /**
   * Asks a server for its health twice; the second time is measured, when the connection stands.
   *
   * @throws ChatException as {@link #listMessages}
   */
  public Health health() {
    ServingStatus first = calls.ask(this::healthOf);
    long before = System.nanoTime();
    ServingStatus second = calls.ask(this::healthOf);
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    boolean serving = first == ServingStatus.SERVING && second == ServingStatus.SERVING;
    return new Health(calls.server(), serving, took);
  }

  private ServingStatus healthOf(ManagedChannel to) {
    return calls
        .timed(HealthGrpc.newBlockingStub(to))
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private ChatServiceGrpc.ChatServiceBlockingStub blocking(ManagedChannel to) {
    return calls.timed(ChatServiceGrpc.newBlockingStub(to));
  }

  @Override
  public void close() {
    calls.close();
  }
}
