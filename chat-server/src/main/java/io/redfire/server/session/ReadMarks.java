package io.redfire.server.session;

import io.redfire.chat.v1.MarkedRead;
import io.redfire.chat.v1.ReadMark;
import io.redfire.core.bus.MessageBus;
import io.redfire.core.bus.Signal;
import io.redfire.core.bus.SignalCodec;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Marks;
import io.redfire.core.member.RoomMembers;
import io.redfire.server.govern.UsedRooms;
import io.redfire.server.right.Action;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Requests;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Moves the marks up to which users have read, and has the users' other streams hear of it, and
 * whoever reads the room. Thread-safe; never blocks.
 */
public final class ReadMarks {
  private final Authority authority;
  private final RoomMembers members;
  private final UsedRooms used;
  private final MessageBus bus;
  private final ReceiptNews news;
  private final Executor blocking;

  /**
   * Asks the authority of these, keeps the marks where they keep the members, and tells of them on
   * their bus.
   */
  public ReadMarks(Services services) {
    this.authority = services.authority();
    this.members = services.members();
    this.used = services.used();
    this.bus = services.bus();
    this.news = new ReceiptNews(bus);
    this.blocking = services.blocking();
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
    return authority
        .authorize(caller, Action.MARK_READ, room)
        .thenApplyAsync(
            state -> {
              used.used(caller, room, state);
              UserName user = caller.user().orElseThrow();
              Marks marks = members.markRead(room, user, seq, wish.getBack());
              bus.signal(RoomName.ownOf(user), SignalCodec.encode(new Signal.Read(room)));
              news.tell(room, state, user, marks);
              return marks;
            },
            blocking)
        .thenApply(
            marks -> MarkedRead.newBuilder().setRoom(room.value()).setSeq(marks.read()).build());
  }
}
