package io.redfire.server.session;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.MarkMove;
import io.redfire.core.member.MovedMarks;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.server.right.Action;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Limit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Moves the marks of callers in rooms: whether they may, and not too often. Thread-safe; never
 * blocks.
 *
 * <p>Each member's mark moves with nearly each message, and each is told to all: in a large room
 * that would be more than all its messages, so there nobody is told. Whoever wants to know asks.
 */
final class MarkMoves {
  private final Authority authority;
  private final Admission admission;
  private final RoomMembers members;
  private final Executor blocking;

  MarkMoves(Services services) {
    this.authority = services.authority();
    this.admission = services.admission();
    this.members = services.members();
    this.blocking = services.blocking();
  }

  /**
   * Moves one of the caller's.
   *
   * @param allowed hears how the room stands, once it is known that the mark may be moved
   * @return ends on any thread, with a {@link io.redfire.server.wire.Problem} where it may not be
   */
  CompletableFuture<MovedMarks> move(
      Caller caller, RoomName room, MarkMove move, long seq, Consumer<RoomState> allowed) {
    return authority
        .authorize(caller, Action.MARK_READ, room)
        .thenCompose(
            state -> {
              UserName user = caller.user().orElseThrow();
              boolean tell = state.members() <= Limit.RECEIPT_MEMBERS;
              return admission
                  .mark(user)
                  .thenApplyAsync(
                      admitted -> {
                        allowed.accept(state);
                        return members.mark(room, user, move, seq, tell);
                      },
                      blocking);
            });
  }
}
