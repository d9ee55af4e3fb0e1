package io.redfire.server.api;

import com.google.common.primitives.Longs;
import io.redfire.chat.v1.ListPinsRequest;
import io.redfire.chat.v1.ListPinsResponse;
import io.redfire.core.log.Gathered;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;

/**
 * Pages of the messages that are pinned in a room. Thread-safe; blocks on Redis.
 *
 * <p>A page token is the seq of the entry by which the next message was pinned.
 */
final class PinPages {
  private static final char MARK = 'p';

  private final MessageLog log;

  PinPages(MessageLog log) {
    this.log = log;
  }

  ListPinsResponse page(ListPinsRequest request, int size) {
    RoomName room = Requests.room(request.getRoom());
    Gathered pins = log.pins(room, from(request.getPageToken()), size);
    ListPinsResponse.Builder response = ListPinsResponse.newBuilder();
    pins.entries().forEach(entry -> response.addEntries(Events.entry(room, entry)));
    if (pins.next() > 0) {
      response.setNextPageToken(MARK + Long.toString(pins.next()));
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
