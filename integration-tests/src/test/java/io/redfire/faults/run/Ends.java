package io.redfire.faults.run;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.RoomBounds;
import io.redfire.client.ServerAddress;
import io.redfire.faults.workload.Place;
import java.util.concurrent.TimeUnit;

/** Asks a node where rooms end. For one thread. */
final class Ends implements AutoCloseable {
  private final ManagedChannel channel;

  Ends(ServerAddress node) {
    channel = NettyChannelBuilder.forAddress(node.host(), node.port()).usePlaintext().build();
  }

  Place of(String room) {
    RoomBounds bounds =
        ChatServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .getRoom(GetRoomRequest.newBuilder().setRoom(room).build())
            .getRoom()
            .getBounds();
    return new Place(bounds.getLastSeq(), bounds.getLastTag());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
