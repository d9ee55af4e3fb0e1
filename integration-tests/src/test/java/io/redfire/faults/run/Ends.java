package io.redfire.faults.run;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.RoomBounds;
import io.redfire.client.ServerAddress;
import io.redfire.faults.workload.Place;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Asks a node where rooms end. For one thread. */
final class Ends implements AutoCloseable {
  private final ManagedChannel channel;

  Ends(ServerAddress node) {
    channel = NettyChannelBuilder.forAddress(node.host(), node.port()).usePlaintext().build();
  }

  Place of(String room) {
    RoomBounds bounds =
        Awaitility.await("the end of " + room)
            .atMost(Duration.ofSeconds(10))
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(20))
            .ignoreExceptionsMatching(Ends::mayPass)
            .until(() -> ask(room), Objects::nonNull);
    return new Place(bounds.getLastSeq(), bounds.getLastTag());
  }

  private RoomBounds ask(String room) {
    return ChatServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .withWaitForReady()
        .getRoom(GetRoomRequest.newBuilder().setRoom(room).build())
        .getRoom()
        .getBounds();
  }

  /** A connection of before the last fault may break only now. */
  private static boolean mayPass(Throwable failure) {
    return failure instanceof StatusRuntimeException status
        && status.getStatus().getCode() == Status.Code.UNAVAILABLE;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
