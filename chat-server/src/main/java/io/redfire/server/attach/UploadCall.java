package io.redfire.server.attach;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.UploadRequest;
import io.redfire.chat.v1.UploadResponse;
import io.redfire.chat.v1.UploadStart;
import io.redfire.core.blob.Upload;
import io.redfire.server.right.Action;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code Upload}. Belongs to its call's callbacks, which may block; a further chunk is
 * read only when the one before is in Redis, so it holds one.
 */
final class UploadCall implements StreamObserver<UploadRequest> {
  private final UploadDesk desk;
  private final Function<String, Access> opening;
  private final IntConsumer arrived;
  private final ServerCallStreamObserver<UploadResponse> response;
  private @Nullable Access access;
  private @Nullable Upload upload;

  /**
   * @param opening makes the caller's access, given the name in the first request
   * @param arrived hears how many bytes arrived
   */
  UploadCall(
      UploadDesk desk,
      Function<String, Access> opening,
      IntConsumer arrived,
      ServerCallStreamObserver<UploadResponse> response) {
    this.desk = desk;
    this.opening = opening;
    this.arrived = arrived;
    this.response = response;
    response.disableAutoRequest();
    response.setOnCancelHandler(() -> {});
    response.request(1);
  }

  @Override
  public void onNext(UploadRequest request) {
    Upload begun = upload;
    Access checked = access;
    if (begun == null || checked == null) {
      begin(request);
    } else if (request.hasChunk()) {
      var unused = checked.check(Action.WRITE, begun.room());
      upload = add(begun, request);
    } else {
      throw Problem.of(
          Reason.FIELD_INVALID, "part", "not a chunk (expected: chunks after the start)");
    }
    response.request(1);
  }

  private void begin(UploadRequest request) {
    if (!request.hasStart()) {
      throw Problem.of(Reason.FIELD_INVALID, "part", "not a start (expected: the start first)");
    }
    UploadStart start = request.getStart();
    Access opened = opening.apply(start.getUser());
    Upload found = desk.own(opened, start.getUpload());
    if (found.received() != start.getOffset()) {
      throw UploadDesk.wrongOffset(found);
    }
    access = opened;
    upload = found;
  }

  private Upload add(Upload to, UploadRequest request) {
    int length = request.getChunk().size();
    if (length > Limit.CHUNK_BYTES) {
      throw Problem.of(
          Reason.FIELD_INVALID,
          "chunk",
          length + " bytes (expected: at most " + Limit.CHUNK_BYTES + ")");
    }
    Upload now = desk.add(to, request.getChunk().toByteArray());
    arrived.accept(length);
    return now;
  }

  @Override
  public void onCompleted() {
    Upload begun = upload;
    if (begun == null) {
      throw Problem.of(Reason.FIELD_INVALID, "part", "nothing (expected: the start first)");
    }
    UploadResponse.Builder answer = UploadResponse.newBuilder().setOffset(begun.received());
    desk.finish(begun).ifPresent(held -> answer.setAttachment(HeldMessages.of(held)));
    response.onNext(answer.build());
    response.onCompleted();
  }

  @Override
  public void onError(Throwable gone) {
    // What arrived stays, for who goes on with it.
  }
}
