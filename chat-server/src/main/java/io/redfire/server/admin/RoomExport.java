package io.redfire.server.admin;

import com.google.common.collect.AbstractIterator;
import com.google.protobuf.ByteString;
import io.redfire.chat.v1.ExportRoomResponse;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.transfer.LinePage;
import io.redfire.core.transfer.RoomOutline;
import io.redfire.core.transfer.RoomTransfer;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A room as the lines of {@link TransferFormat}, up to where its log ended when it began. For one
 * thread at a time; blocks on Redis, and holds one page of the log.
 */
final class RoomExport extends AbstractIterator<ExportRoomResponse> {
  private static final int RESPONSE_BYTES = 32 * 1024;

  private final Admin admin;
  private final RoomTransfer transfer;
  private final RoomName room;
  private final Bounds bounds;
  private final Queue<byte[]> lines = new ArrayDeque<>();
  private Position at;

  /**
   * Begins.
   *
   * @throws Problem where there is no such room
   */
  RoomExport(Admin admin, RoomTransfer transfer, RoomName room) {
    this.admin = admin;
    this.transfer = transfer;
    this.room = room;
    RoomOutline outline = transfer.outline(room);
    if (outline.isNothing()) {
      throw Problem.of(Reason.ROOM_NOT_FOUND, "there is no room '" + room + "'");
    }
    bounds = outline.bounds();
    at = bounds.base();
    addHeader(outline);
  }

  private void addHeader(RoomOutline outline) {
    Map<UserName, Part> parts = new LinkedHashMap<>();
    boolean isFirst = true;
    for (Map.Entry<UserName, Part> part : outline.parts().entrySet()) {
      if (parts.size() == TransferFormat.MEMBERS) {
        addHeader(outline, isFirst, parts);
        isFirst = false;
        parts = new LinkedHashMap<>();
      }
      parts.put(part.getKey(), part.getValue());
    }
    addHeader(outline, isFirst, parts);
  }

  private void addHeader(RoomOutline outline, boolean isFirst, Map<UserName, Part> parts) {
    byte[] line =
        isFirst
            ? new TransferHeader(room, outline.bounds(), outline.rules(), parts).line()
            : TransferHeader.line(parts);
    lines.add(TransferFormat.ended(line));
  }

  @Override
  protected @Nullable ExportRoomResponse computeNext() {
    if (lines.isEmpty()) {
      readPage();
    }
    if (lines.isEmpty()) {
      return endOfData();
    }
    ByteString.Output bytes = ByteString.newOutput(RESPONSE_BYTES);
    byte[] line = lines.peek();
    while (line != null && (bytes.size() == 0 || bytes.size() + line.length <= RESPONSE_BYTES)) {
      bytes.write(line, 0, line.length);
      lines.remove();
      line = lines.peek();
    }
    return ExportRoomResponse.newBuilder().setLines(bytes.toByteString()).build();
  }

  private void readPage() {
    if (at.seq() == bounds.head().seq()) {
      return;
    }
    admin.verify();
    LinePage page = transfer.read(room, at);
    if (!page.isThere() || page.lines().isEmpty()) {
      throw changed();
    }
    for (byte[] bytes : page.lines()) {
      if (at.seq() == bounds.head().seq()) {
        return;
      }
      TransferLine line = TransferLine.after(at, bytes);
      at = line.position();
      lines.addAll(line.wrapped());
    }
    if (at.seq() == bounds.head().seq() && !at.equals(bounds.head())) {
      throw changed();
    }
  }

  private Problem changed() {
    return Problem.of(
        Reason.ROOM_CHANGED,
        "entries of room '"
            + room
            + "' were trimmed or replaced before they were exported (expected: export it again)");
  }
}
