package io.redfire.server.session;

import io.redfire.chat.v1.MarkedRead;
import io.redfire.chat.v1.ReadMark;
import io.redfire.core.bus.MessageBus;
import io.redfire.core.bus.Signal;
import io.redfire.core.bus.SignalCodec;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.MarkMove;
import io.redfire.server.govern.UsedRooms;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Requests;
import java.util.concurrent.CompletableFuture;

/**
 * Moves the marks up to which users have read, and has the users' other streams hear of it, and
 * whoever reads the room. Thread-safe; never blocks.
 */
public final class ReadMarks {
  private final MarkMoves moves;
  private final UsedRooms used;
  private final MessageBus bus;

  /**
   * Asks the authority of these, keeps the marks where they keep the members, and tells of them on
   * their bus.
   */
  public ReadMarks(Services services) {
    this.moves = new MarkMoves(services);
    this.used = services.used();
    this.bus = services.bus();
  }

  /**
   * Moves one of the caller's.
   *
   * @return ends on any thread, with a {@link Problem} where it may not be moved
   * @throws Problem where the request makes no sense
   */
  public CompletableFuture<MarkedRead> mark(Caller caller, ReadMark wish) {
    RoomName room = Requests.room(wish.getRoom());
    long seq = Requests.mark(wish.getSeq());
    MarkMove move = wish.getBack() ? MarkMove.READ_BACK : MarkMove.READ;
    return moves
        .move(caller, room, move, seq, state -> used.used(caller, room, state))
        .thenApply(
            moved -> {
              if (moved.moved()) {
                bus.signal(
                    RoomName.ownOf(caller.user().orElseThrow()),
                    SignalCodec.encode(new Signal.Read(room)));
              }
              return MarkedRead.newBuilder()
                  .setRoom(room.value())
                  .setSeq(moved.marks().read())
                  .build();
            });
  }
}
