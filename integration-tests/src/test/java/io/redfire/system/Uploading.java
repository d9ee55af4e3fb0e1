package io.redfire.system;

import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.AttachmentServiceGrpc;
import io.redfire.chat.v1.AttachmentServiceGrpc.AttachmentServiceBlockingStub;
import io.redfire.chat.v1.DownloadRequest;
import io.redfire.chat.v1.StartUploadRequest;
import io.redfire.chat.v1.StartUploadResponse;
import io.redfire.chat.v1.UploadRequest;
import io.redfire.chat.v1.UploadResponse;
import io.redfire.chat.v1.UploadStart;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Attachments without any cleverness, for one user at one node. Any thread may use it. */
record Uploading(Channel channel, String user) {
  private static final int CHUNK = 32 * 1024;

  AttachmentServiceBlockingStub calls() {
    return AttachmentServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  /** Begins an upload; its id. */
  String start(String room, long size, String sha256) {
    return calls()
        .startUpload(
            StartUploadRequest.newBuilder()
                .setUser(user)
                .setRoom(room)
                .setSize(size)
                .setSha256(sha256)
                .build())
        .getUpload();
  }

  /** Brings all of it, or nothing where it is there. */
  Attachment upload(String room, byte[] bytes) {
    StartUploadResponse started =
        calls()
            .startUpload(
                StartUploadRequest.newBuilder()
                    .setUser(user)
                    .setRoom(room)
                    .setSize(bytes.length)
                    .setSha256(sha256(bytes))
                    .build());
    return started.hasAttachment()
        ? started.getAttachment()
        : send(started.getUpload(), 0, bytes, bytes.length).getAttachment();
  }

  /** Sends bytes of an upload from one place to another, and half-closes. */
  UploadResponse send(String id, int offset, byte[] bytes, int end) {
    try (Call call = open(id, offset)) {
      call.chunks(bytes, offset, end);
      return call.end();
    }
  }

  /** Begins to send. */
  Call open(String id, long offset) {
    Call call = new Call(channel);
    call.out.onNext(
        UploadRequest.newBuilder()
            .setStart(UploadStart.newBuilder().setUser(user).setUpload(id).setOffset(offset))
            .build());
    return call;
  }

  /** Reads some bytes of a room. */
  byte[] download(String room, String sha256, long offset, long length) {
    return download(
        DownloadRequest.newBuilder()
            .setRoom(room)
            .setSha256(sha256)
            .setOffset(offset)
            .setLength(length)
            .build());
  }

  /** Reads the small picture of something. */
  byte[] thumbnail(String room, String sha256) {
    return download(
        DownloadRequest.newBuilder().setRoom(room).setSha256(sha256).setThumbnail(true).build());
  }

  private byte[] download(DownloadRequest request) {
    ByteString all = ByteString.EMPTY;
    var pieces = calls().download(request);
    while (pieces.hasNext()) {
      all = all.concat(pieces.next().getChunk());
    }
    return all.toByteArray();
  }

  /** One call of Upload. */
  static final class Call implements AutoCloseable {
    private final CompletableFuture<UploadResponse> answer = new CompletableFuture<>();
    private final ClientCallStreamObserver<UploadRequest> out;

    private Call(Channel channel) {
      out =
          (ClientCallStreamObserver<UploadRequest>)
              AttachmentServiceGrpc.newStub(channel)
                  .upload(
                      new StreamObserver<>() {
                        @Override
                        public void onNext(UploadResponse response) {
                          answer.complete(response);
                        }

                        @Override
                        public void onError(Throwable thrown) {
                          answer.completeExceptionally(thrown);
                        }

                        @Override
                        public void onCompleted() {}
                      });
    }

    void chunks(byte[] bytes, int from, int to) {
      for (int at = from; at < to && !answer.isDone(); at += CHUNK) {
        chunk(ByteString.copyFrom(bytes, at, Math.min(CHUNK, to - at)));
      }
    }

    void chunk(ByteString bytes) {
      out.onNext(UploadRequest.newBuilder().setChunk(bytes).build());
    }

    /** Half-closes and waits for the answer; throws the refusal. */
    UploadResponse end() {
      out.onCompleted();
      return answer();
    }

    UploadResponse answer() {
      try {
        return answer.join();
      } catch (CompletionException refused) {
        if (refused.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw refused;
      }
    }

    @Override
    public void close() {
      if (!answer.isDone()) {
        out.cancel("the test cuts it", null);
      }
    }
  }
}
