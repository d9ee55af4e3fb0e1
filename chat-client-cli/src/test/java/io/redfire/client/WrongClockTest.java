package io.redfire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.UpdateRoomRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine whose clock is wrong: what is changed in one call has an id that the server takes. */
@Timeout(60)
class WrongClockTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Instant serverTime = Instant.now().plus(Duration.ofDays(300));
  private final PeopleServer server = new PeopleServer();
  private final RoomClient rooms = rooms();

  private RoomClient rooms() {
    List<ServerAddress> servers = List.of(server.address());
    try (AccountClient account = new AccountClient(servers, ChannelFactory.plaintext(), PATIENCE)) {
      String token =
          account.register(RegisterRequest.newBuilder().setUser("alice").build()).getToken();
      return new RoomClient(servers, ChannelFactory.plaintext().withToken(token), PATIENCE);
    }
  }

  @AfterEach
  void stop() {
    rooms.close();
    server.close();
  }

  private static Status otherClock(String time) {
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setDomain("redfire.chat.v1")
            .setReason("ID_TOO_OLD")
            .putMetadata("server_time", time)
            .build();
    return Status.newBuilder()
        .setCode(Code.FAILED_PRECONDITION.value())
        .setMessage("id: too old")
        .addDetails(Any.pack(info))
        .build();
  }

  private static Instant time(String id) {
    return Instant.ofEpochMilli(UUID.fromString(id).getMostSignificantBits() >>> 16);
  }

  @Test
  void aChangeIsAskedForAgainByTheServersTime() {
    server.refuseNext(otherClock(serverTime.toString()));
    assertThat(rooms.create("lounge", RoomRules.getDefaultInstance()).getName())
        .isEqualTo("lounge");
    rooms.create("other", RoomRules.getDefaultInstance());

    List<String> ids =
        server.asked().stream().map(asked -> ((CreateRoomRequest) asked).getId()).toList();
    assertThat(ids).hasSize(3).doesNotHaveDuplicates();
    assertThat(time(ids.get(0))).isBefore(serverTime.minus(Duration.ofDays(1)));
    assertThat(ids.subList(1, 3))
        .allSatisfy(
            id ->
                assertThat(time(id))
                    .isBetween(serverTime.minusSeconds(60), serverTime.plusSeconds(600)));
  }

  @Test
  void aServerThatAlwaysSaysSoIsNotAskedForEver() {
    server.refuse(otherClock(serverTime.toString()));
    assertThatThrownBy(() -> rooms.create("lounge", RoomRules.getDefaultInstance()))
        .isInstanceOf(ChatException.class)
        .hasMessage("id: too old");
    assertThat(server.asked()).hasSize(2);
  }

  @Test
  void withoutATimeOrWithAnIdOfItsOwnARequestIsNotAskedAgain() {
    server.refuse(otherClock("today"));
    assertThatThrownBy(() -> rooms.create("lounge", RoomRules.getDefaultInstance()))
        .isInstanceOf(ChatException.class);
    server.refuse(otherClock(serverTime.toString()));
    UpdateRoomRequest own = UpdateRoomRequest.newBuilder().setRoom("lounge").setId("own").build();
    assertThatThrownBy(() -> rooms.update(own)).isInstanceOf(ChatException.class);
    assertThat(server.asked()).hasSize(2);
  }
}
