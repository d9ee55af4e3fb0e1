package io.redfire.server.api;

import io.redfire.chat.v1.ListThreadRequest;
import io.redfire.chat.v1.ListThreadResponse;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Gathered;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Requests;
import java.util.List;

/**
 * Pages of one thread, from its newest message back. Thread-safe; blocks on Redis.
 *
 * <p>A page token is the position of the oldest message on its page, and the seq of the one to go
 * on from. Whatever it names is shown only where it is of that thread, so no token leads anywhere
 * else.
 */
final class ThreadPages {
  private static final char MARK = 't';

  private final MessageLog log;

  ThreadPages(MessageLog log) {
    this.log = log;
  }

  ListThreadResponse page(ListThreadRequest request, int size) {
    RoomName room = Requests.room(request.getRoom());
    long root = Requests.target("thread_seq", request.getThreadSeq());
    if (request.getPageToken().isEmpty()) {
      return page(room, root, 0, size);
    }
    GatherToken token = GatherToken.parse(MARK, request.getPageToken());
    if (log.newestInLog(room, List.of(token.known())).isEmpty()) {
      return page(room, root, 0, size).toBuilder()
          .setRoomRewound(Events.rewound(room, Position.ORIGIN))
          .build();
    }
    return page(room, root, token.next(), size);
  }

  private ListThreadResponse page(RoomName room, long root, long from, int size) {
    Gathered thread = log.thread(room, root, from, size);
    ListThreadResponse.Builder response =
        ListThreadResponse.newBuilder()
            .setRoot(Events.entry(room, thread.entries().get(0)))
            .setBounds(Events.bounds(thread.bounds()));
    List<Entry> replies = thread.entries().subList(1, thread.entries().size());
    for (Entry reply : replies) {
      response.addReplies(Events.entry(room, reply));
    }
    if (thread.next() > 0) {
      Entry oldest = replies.isEmpty() ? thread.entries().get(0) : replies.get(0);
      response.setNextPageToken(new GatherToken(oldest.position(), thread.next()).text(MARK));
    }
    return response.build();
  }
}
