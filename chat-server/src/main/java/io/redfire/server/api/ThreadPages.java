package io.redfire.server.api;

import com.google.common.primitives.Longs;
import io.redfire.chat.v1.ListThreadRequest;
import io.redfire.chat.v1.ListThreadResponse;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Gathered;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;

/**
 * Pages of one thread, from its newest message back. Thread-safe; blocks on Redis.
 *
 * <p>A page token is the seq of the message to go on from. Whatever it names is shown only where it
 * is of that thread, so no token leads anywhere else.
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
    Gathered thread = log.thread(room, root, from(request.getPageToken()), size);
    ListThreadResponse.Builder response =
        ListThreadResponse.newBuilder()
            .setRoot(Events.entry(room, thread.entries().get(0)))
            .setBounds(Events.bounds(thread.bounds()));
    for (Entry reply : thread.entries().subList(1, thread.entries().size())) {
      response.addReplies(Events.entry(room, reply));
    }
    if (thread.next() > 0) {
      response.setNextPageToken(MARK + Long.toString(thread.next()));
    }
    return response.build();
  }

  private static long from(String token) {
    if (token.isEmpty()) {
      return 0;
    }
    Long seq = token.charAt(0) == MARK ? Longs.tryParse(token.substring(1)) : null;
    if (seq == null || seq <= 0) {
      throw Problem.of(Reason.CURSOR_INVALID, "page_token", "not one that this service gave out");
    }
    return seq;
  }
}
