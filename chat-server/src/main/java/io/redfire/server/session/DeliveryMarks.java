package io.redfire.server.session;

import io.redfire.chat.v1.DeliveryMark;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.MarkMove;
import io.redfire.core.member.Marks;
import io.redfire.core.member.MovedMarks;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Requests;
import java.util.concurrent.CompletableFuture;

/**
 * Moves the marks up to which rooms were delivered to users, and has their readers hear of it.
 * Thread-safe; never blocks.
 */
public final class DeliveryMarks {
  private final MarkMoves moves;

  /** Asks the authority of these, keeps the marks where they keep the members. */
  public DeliveryMarks(Services services) {
    this.moves = new MarkMoves(services);
  }

  /**
   * Moves one of the caller's.
   *
   * @return ends with where it is now, on any thread, with a {@link io.redfire.server.wire.Problem}
   *     where it may not be moved
   * @throws io.redfire.server.wire.Problem where the request makes no sense
   */
  public CompletableFuture<Marks> mark(Caller caller, DeliveryMark wish) {
    RoomName room = Requests.room(wish.getRoom());
    long seq = Requests.mark(wish.getSeq());
    return moves
        .move(caller, room, MarkMove.DELIVERED, seq, state -> {})
        .thenApply(MovedMarks::marks);
  }
}
