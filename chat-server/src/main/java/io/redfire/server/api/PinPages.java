package io.redfire.server.api;

import io.redfire.chat.v1.ListPinsRequest;
import io.redfire.chat.v1.ListPinsResponse;
import io.redfire.core.log.Gathered;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Requests;
import java.util.List;

/**
 * Pages of the messages that are pinned in a room. Thread-safe; blocks on Redis.
 *
 * <p>A page token is where the log ended when its page was read, and the seq of the entry by which
 * the next message was pinned.
 */
final class PinPages {
  private static final char MARK = 'p';

  private final MessageLog log;

  PinPages(MessageLog log) {
    this.log = log;
  }

  ListPinsResponse page(ListPinsRequest request, int size) {
    RoomName room = Requests.room(request.getRoom());
    if (request.getPageToken().isEmpty()) {
      return page(room, 0, size);
    }
    GatherToken token = GatherToken.parse(MARK, request.getPageToken());
    if (log.newestInLog(room, List.of(token.known())).isEmpty()) {
      return page(room, 0, size).toBuilder()
          .setRoomRewound(Events.rewound(room, Position.ORIGIN))
          .build();
    }
    return page(room, token.next(), size);
  }

  private ListPinsResponse page(RoomName room, long from, int size) {
    Gathered pins = log.pins(room, from, size);
    ListPinsResponse.Builder response = ListPinsResponse.newBuilder();
    pins.entries().forEach(entry -> response.addEntries(Events.entry(room, entry)));
    if (pins.next() > 0) {
      response.setNextPageToken(new GatherToken(pins.bounds().head(), pins.next()).text(MARK));
    }
    return response.build();
  }
}
