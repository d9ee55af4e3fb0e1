package io.redfire.server.api;

import io.redfire.chat.v1.ListReceiptsRequest;
import io.redfire.chat.v1.ListReceiptsResponse;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.MarksPage;
import io.redfire.core.member.RoomMembers;
import io.redfire.server.wire.Events;

/** Lists how far the members of rooms have read. Thread-safe; blocks on Redis. */
final class ReceiptList {
  private final MessageLog log;
  private final RoomMembers members;

  ReceiptList(MessageLog log, RoomMembers members) {
    this.log = log;
    this.members = members;
  }

  /** One page, for somebody who may see it. */
  ListReceiptsResponse page(RoomName room, ListReceiptsRequest request) {
    String token = request.getPageToken();
    MemberList.checkToken(token);
    // After the marks, which may be ahead of a log that lost its end, and never of this one.
    MarksPage page = members.marks(room, token, MemberList.size(request.getPageSize()));
    long last = log.bounds(room).head().seq();
    ListReceiptsResponse.Builder list =
        ListReceiptsResponse.newBuilder().setNextPageToken(page.next());
    page.marks()
        .forEach((user, marks) -> list.addReceipts(Events.receipt(room, user, marks.upTo(last))));
    return list.build();
  }
}
