package io.redfire.server.admin;

import com.google.common.collect.AbstractIterator;
import com.google.protobuf.ByteString;
import io.redfire.chat.v1.ExportRoomResponse;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.transfer.LinePage;
import io.redfire.core.transfer.RoomOutline;
import io.redfire.core.transfer.RoomTransfer;
import io.redfire.server.attach.RoomFiles;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A room as the lines of {@link TransferFormat}, up to where its log ended when it began. For one
 * thread at a time; blocks on Redis, and holds one page of the log and one piece of a file.
 */
final class RoomExport extends AbstractIterator<ExportRoomResponse> {
  private static final int RESPONSE_BYTES = 32 * 1024;

  /** Files that are remembered, so that none comes twice. */
  private static final int MOST_TOLD = 100_000;

  private final Admin admin;
  private final RoomTransfer transfer;
  private final RoomName room;
  private final Bounds bounds;
  private final Optional<RoomFiles> files;
  private final Set<ContentHash> told = new LinkedHashSet<>();
  private final Queue<Iterator<byte[]>> ahead = new ArrayDeque<>();
  private byte @Nullable [] next;
  private Position at;

  /**
   * Begins.
   *
   * @param files empty where they are to be left out
   * @throws Problem where there is no such room
   */
  RoomExport(Admin admin, RoomTransfer transfer, RoomName room, Optional<RoomFiles> files) {
    this.admin = admin;
    this.files = files;
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
    ahead.add(List.of(TransferFormat.ended(line)).iterator());
  }

  @Override
  protected @Nullable ExportRoomResponse computeNext() {
    admin.verify();
    ByteString.Output bytes = ByteString.newOutput(RESPONSE_BYTES);
    byte[] line = next == null ? nextLine() : next;
    while (line != null && (bytes.size() == 0 || bytes.size() + line.length <= RESPONSE_BYTES)) {
      bytes.write(line, 0, line.length);
      line = nextLine();
    }
    next = line;
    if (bytes.size() == 0) {
      return endOfData();
    }
    return ExportRoomResponse.newBuilder().setLines(bytes.toByteString()).build();
  }

  /** One after the other, so that a file is read as it is sent; null at the end. */
  private byte @Nullable [] nextLine() {
    while (true) {
      if (ahead.isEmpty()) {
        readPage();
      }
      Iterator<byte[]> first = ahead.peek();
      if (first == null) {
        return null;
      }
      if (first.hasNext()) {
        return first.next();
      }
      ahead.remove();
    }
  }

  private void readPage() {
    if (at.seq() == bounds.head().seq()) {
      return;
    }
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
      addFiles(line);
      ahead.add(line.wrapped().iterator());
    }
    if (at.seq() == bounds.head().seq() && !at.equals(bounds.head())) {
      throw changed();
    }
  }

  private void addFiles(TransferLine line) {
    if (files.isEmpty()) {
      return;
    }
    RoomFiles along = files.get();
    for (ContentHash hash : line.files()) {
      if (told.add(hash)) {
        ahead.add(new FileLines(hash, () -> along.open(room, hash), this::changed));
      }
    }
    // Where there are more, some come twice.
    Iterator<ContentHash> eldest = told.iterator();
    while (told.size() > MOST_TOLD) {
      eldest.next();
      eldest.remove();
    }
  }

  private Problem changed() {
    return Problem.of(
        Reason.ROOM_CHANGED,
        "entries of room '"
            + room
            + "' were trimmed, replaced or erased before they were exported (expected: export it"
            + " again)");
  }
}
