package io.redfire.server.session;

import io.redfire.chat.v1.DeliveryMark;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Marks;
import io.redfire.core.member.RoomMembers;
import io.redfire.server.right.Action;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Requests;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Moves the marks up to which rooms were delivered to users, and has their readers hear of it.
 * Thread-safe; never blocks.
 */
public final class DeliveryMarks {
  private final Authority authority;
  private final RoomMembers members;
  private final ReceiptNews news;
  private final Executor blocking;

  /** Asks the authority of these, keeps the marks where they keep the members. */
  public DeliveryMarks(Services services) {
    this.authority = services.authority();
    this.members = services.members();
    this.news = new ReceiptNews(services.bus());
    this.blocking = services.blocking();
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
    return authority
        .authorize(caller, Action.MARK_READ, room)
        .thenApplyAsync(
            state -> {
              UserName user = caller.user().orElseThrow();
              Marks marks = members.markDelivered(room, user, seq);
              news.tell(room, state, user, marks);
              return marks;
            },
            blocking);
  }
}
