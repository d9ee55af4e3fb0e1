package io.redfire.server.attach;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.redfire.chat.v1.DownloadResponse;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.log.RoomName;
import io.redfire.server.right.Action;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code Download}: reads a piece only when the client has taken the one before.
 * Belongs to its call's callbacks, which may block.
 */
final class DownloadCall {
  private final ServerCallStreamObserver<DownloadResponse> response;
  private final Access access;
  private final RoomName room;
  private final Source source;
  private final IntConsumer sent;
  private final long end;
  private long offset;
  private @Nullable HeldAttachment untold;

  /**
   * @param sent hears how many bytes were handed over
   * @param told what the bytes are
   * @param offset of the first byte that is wanted
   * @param end of the last one, that excluded
   */
  DownloadCall(
      ServerCallStreamObserver<DownloadResponse> response,
      Access access,
      RoomName room,
      Source source,
      IntConsumer sent,
      HeldAttachment told,
      long offset,
      long end) {
    this.response = response;
    this.access = access;
    this.room = room;
    this.source = source;
    this.sent = sent;
    this.untold = told;
    this.offset = offset;
    this.end = end;
  }

  /** To be called before the method of the service returns. */
  void start() {
    response.setOnCancelHandler(() -> {});
    response.setOnReadyHandler(this::run);
  }

  private void run() {
    while (offset < end && response.isReady() && !response.isCancelled()) {
      var unused = access.check(Action.READ, room);
      int length = (int) Math.min(Limit.CHUNK_BYTES, end - offset);
      byte[] bytes = source.reader().read(offset, length);
      if (bytes.length == 0) {
        throw gone();
      }
      DownloadResponse.Builder piece =
          DownloadResponse.newBuilder().setChunk(UnsafeByteOperations.unsafeWrap(bytes));
      if (untold != null) {
        piece.setAttachment(HeldMessages.of(untold));
        untold = null;
      }
      offset += bytes.length;
      response.onNext(piece.build());
      sent.accept(bytes.length);
      if (offset == end) {
        response.onCompleted();
      }
    }
  }

  static Problem gone() {
    return Problem.of(
        Reason.ATTACHMENT_NOT_FOUND,
        "sha256",
        "the room does not hold it (expected: that of an attachment of one of its messages)");
  }
}
