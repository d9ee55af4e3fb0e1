package io.redfire.server.attach;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AttachmentServiceGrpc;
import io.redfire.chat.v1.CancelUploadRequest;
import io.redfire.chat.v1.CancelUploadResponse;
import io.redfire.chat.v1.DownloadRequest;
import io.redfire.chat.v1.DownloadResponse;
import io.redfire.chat.v1.GetUploadRequest;
import io.redfire.chat.v1.GetUploadResponse;
import io.redfire.chat.v1.StartUploadRequest;
import io.redfire.chat.v1.StartUploadResponse;
import io.redfire.chat.v1.UploadRequest;
import io.redfire.chat.v1.UploadResponse;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.Upload;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.metrics.ServerMetrics.Way;
import io.redfire.server.right.Action;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Callers;
import io.redfire.server.right.Credentials;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import io.redfire.server.wire.Waiting;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The attachments' side of the contract. Thread-safe; its methods and what they answer with block
 * on Redis, so gRPC calls them on threads that may.
 */
public final class AttachmentService extends AttachmentServiceGrpc.AttachmentServiceImplBase {
  private final Attachments attachments;
  private final Callers callers;
  private final Authority authority;
  private final Admission admission;
  private final UploadDesk desk;
  private final ServerMetrics metrics;

  /** Serves these attachments to these callers. */
  public AttachmentService(
      Attachments attachments,
      Callers callers,
      Authority authority,
      Admission admission,
      ServerMetrics metrics) {
    this.metrics = metrics;
    this.attachments = attachments;
    this.callers = callers;
    this.authority = authority;
    this.admission = admission;
    this.desk = attachments.desk();
  }

  private Access access(Credentials credentials, String named) {
    return new Access(callers, authority, credentials, named);
  }

  @Override
  public void startUpload(
      StartUploadRequest request, StreamObserver<StartUploadResponse> response) {
    RoomName room = Requests.room(request.getRoom());
    Optional<ContentHash> claimed =
        request.getSha256().isEmpty()
            ? Optional.empty()
            : Optional.of(Requests.hash("sha256", request.getSha256()));
    Access access = access(Credentials.current(), request.getUser());
    var unused = access.user();
    var unusedRight = access.check(Action.WRITE, room);
    StartUploadResponse.Builder answer = StartUploadResponse.newBuilder();
    Optional<HeldAttachment> held = claimed.flatMap(hash -> desk.held(access, room, hash));
    if (held.isPresent()) {
      answer.setAttachment(HeldMessages.of(held.get()));
    } else {
      Upload upload = desk.begin(access, room, request.getSize(), claimed);
      answer.setUpload(upload.id()).setOffset(upload.received());
    }
    response.onNext(answer.build());
    response.onCompleted();
  }

  @Override
  public StreamObserver<UploadRequest> upload(StreamObserver<UploadResponse> response) {
    Credentials credentials = Credentials.current();
    return new UploadCall(
        desk,
        named -> access(credentials, named),
        bytes -> metrics.attachment(Way.UP, bytes),
        (ServerCallStreamObserver<UploadResponse>) response);
  }

  @Override
  public void getUpload(GetUploadRequest request, StreamObserver<GetUploadResponse> response) {
    Access access = access(Credentials.current(), request.getUser());
    Upload upload = desk.own(access, request.getUpload());
    GetUploadResponse.Builder answer =
        GetUploadResponse.newBuilder().setOffset(upload.received()).setSize(upload.size());
    if (upload.done().isPresent()) {
      desk.finish(access, upload).ifPresent(held -> answer.setAttachment(HeldMessages.of(held)));
    }
    response.onNext(answer.build());
    response.onCompleted();
  }

  @Override
  public void cancelUpload(
      CancelUploadRequest request, StreamObserver<CancelUploadResponse> response) {
    desk.cancel(access(Credentials.current(), request.getUser()), request.getUpload());
    response.onNext(CancelUploadResponse.getDefaultInstance());
    response.onCompleted();
  }

  @Override
  public void download(DownloadRequest request, StreamObserver<DownloadResponse> response) {
    RoomName room = Requests.room(request.getRoom());
    ContentHash hash = Requests.hash("sha256", request.getSha256());
    Credentials credentials = Credentials.current();
    Access access = access(credentials, "");
    Caller caller = access.check(Action.READ, room);
    var unused = Waiting.on(admission.page(caller, credentials));
    HeldAttachment held =
        Optional.ofNullable(attachments.rooms().find(room, List.of(hash)).get(hash))
            .orElseThrow(DownloadCall::gone);
    Source source = request.getThumbnail() ? thumbnail(room, held) : whole(held);
    long offset = request.getOffset();
    if (offset < 0 || offset >= source.size()) {
      throw Problem.of(
          Reason.FIELD_INVALID,
          "offset",
          Long.toUnsignedString(offset) + " (expected: less than " + source.size() + ")");
    }
    long length = request.getLength();
    boolean toTheEnd = length <= 0 || length > source.size() - offset;
    new DownloadCall(
            (ServerCallStreamObserver<DownloadResponse>) response,
            access,
            room,
            source,
            bytes -> metrics.attachment(Way.DOWN, bytes),
            held,
            offset,
            toTheEnd ? source.size() : offset + length)
        .start();
  }

  private Source whole(HeldAttachment held) {
    BlobPlace place = attachments.ledger().find(held.hash()).orElseThrow(DownloadCall::gone);
    return new Source(
        place.size(), (offset, length) -> attachments.store().read(place, offset, length));
  }

  private Source thumbnail(RoomName room, HeldAttachment held) {
    byte[] small = attachments.rooms().thumbnail(room, held.hash());
    if (small.length == 0) {
      throw Problem.of(
          Reason.ATTACHMENT_NOT_FOUND,
          "thumbnail",
          "the attachment has none (expected: one whose has_thumbnail is true)");
    }
    return new Source(
        small.length,
        (offset, length) -> {
          int from = Math.toIntExact(offset);
          return Arrays.copyOfRange(small, from, from + length);
        });
  }
}
