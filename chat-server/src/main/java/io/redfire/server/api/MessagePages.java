package io.redfire.server.api;

import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.core.log.Entry;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.wire.CursorToken;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.util.List;

/**
 * Pages of a room's log, in either direction. Thread-safe; blocks on Redis.
 *
 * <p>A page token is the direction and the position at the edge of its page, so that a log that was
 * replaced between two pages is noticed.
 */
final class MessagePages {
  private static final char FORWARD = 'f';
  private static final char BACKWARD = 'b';

  private final MessageLog log;

  MessagePages(MessageLog log) {
    this.log = log;
  }

  ListMessagesResponse page(ListMessagesRequest request, int size) {
    RoomName room = Requests.room(request.getRoom());
    return switch (request.getFromCase()) {
      case AFTER_SEQ -> forward(room, at(seq("after_seq", request.getAfterSeq())), size);
      case BEFORE_SEQ -> backward(room, seq("before_seq", request.getBeforeSeq()), size);
      case FROM_NOT_SET -> backward(room, 0, size);
      case PAGE_TOKEN -> next(room, request.getPageToken(), size);
    };
  }

  private static Position at(long seq) {
    return new Position(seq, Position.UNKNOWN_TAG);
  }

  private static long seq(String field, long seq) {
    if (seq < 0) {
      throw Problem.of(
          Reason.SEQ_AHEAD, field, Long.toUnsignedString(seq) + " (expected: the seq of an entry)");
    }
    return seq;
  }

  private ListMessagesResponse next(RoomName room, String token, int size) {
    char direction = token.isEmpty() ? 0 : token.charAt(0);
    if (direction != FORWARD && direction != BACKWARD) {
      throw Problem.of(Reason.CURSOR_INVALID, "page_token", "not one that this service gave out");
    }
    Position edge = CursorToken.parse("page_token", token.substring(1));
    if (direction == FORWARD) {
      return forward(room, edge, size);
    }
    if (log.newestInLog(room, List.of(edge)).isEmpty()) {
      ListMessagesResponse newest = backward(room, 0, size);
      return newest.toBuilder().setRoomRewound(Events.rewound(room, Position.ORIGIN)).build();
    }
    return backward(room, edge.seq(), size);
  }

  private ListMessagesResponse forward(RoomName room, Position after, int size) {
    Page page = log.readAfter(room, after, size);
    if (page.status() == Page.Status.DIVERGED) {
      Page fromStart = log.readAfter(room, Position.ORIGIN, size);
      return forward(room, Position.ORIGIN, fromStart).toBuilder()
          .setRoomRewound(Events.rewound(room, Position.ORIGIN))
          .build();
    }
    return forward(room, after, page);
  }

  private static ListMessagesResponse forward(RoomName room, Position after, Page page) {
    ListMessagesResponse.Builder response = response(room, page);
    if (page.status() == Page.Status.TRIMMED) {
      response.setHistoryTrimmed(Events.trimmed(room, after.seq(), page.after()));
    }
    if (page.hasMore()) {
      response.setNextPageToken(FORWARD + CursorToken.of(page.end()));
    }
    return response.build();
  }

  private ListMessagesResponse backward(RoomName room, long before, int size) {
    Page page = log.readBefore(room, before == 0 ? Long.MAX_VALUE : before, size);
    ListMessagesResponse.Builder response = response(room, page);
    if (page.after().seq() > page.bounds().base().seq()) {
      Entry first = page.entries().get(0);
      response.setNextPageToken(BACKWARD + CursorToken.of(first.position()));
    }
    return response.build();
  }

  private static ListMessagesResponse.Builder response(RoomName room, Page page) {
    ListMessagesResponse.Builder response =
        ListMessagesResponse.newBuilder().setBounds(Events.bounds(page.bounds()));
    page.entries().forEach(entry -> response.addEntries(Events.entry(room, entry)));
    return response;
  }
}
