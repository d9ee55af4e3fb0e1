package io.redfire.client;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.AttachmentServiceGrpc.AttachmentServiceStub;
import io.redfire.chat.v1.UploadRequest;
import io.redfire.chat.v1.UploadResponse;
import io.redfire.chat.v1.UploadStart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One call that brings a file, from some place on. Its caller's thread writes, no faster than the
 * server takes it; gRPC's threads tell that there is room, and the answer.
 */
final class FileUpload implements ClientResponseObserver<UploadRequest, UploadResponse> {
  /** Every server takes that much. */
  private static final int CHUNK_BYTES = 32 * 1024;

  private final String user;
  private final String id;
  private final Path file;
  private final long offset;
  private final CompletableFuture<UploadResponse> answer = new CompletableFuture<>();
  private final Semaphore changed = new Semaphore(0);
  private @Nullable ClientCallStreamObserver<UploadRequest> stream;

  FileUpload(String user, String id, Path file, long offset) {
    this.user = user;
    this.id = id;
    this.file = file;
    this.offset = offset;
  }

  Attachment run(AttachmentServiceStub stub) throws IOException, InterruptedException {
    boolean isWhole = false;
    try (InputStream bytes = Files.newInputStream(file)) {
      bytes.skipNBytes(offset);
      var ignored = stub.upload(this);
      write(bytes);
      UploadResponse done = answer.get();
      isWhole = done.hasAttachment();
      if (!isWhole) {
        throw new ChatException(
            Code.FAILED_PRECONDITION, "", "the file became shorter (expected: to stay as it is)");
      }
      return done.getAttachment();
    } catch (ExecutionException e) {
      throw ChatException.of(e.getCause() == null ? e : e.getCause());
    } finally {
      if (!isWhole && stream != null) {
        stream.cancel("the upload was broken off", null);
      }
    }
  }

  private void write(InputStream bytes) throws IOException, InterruptedException {
    ClientCallStreamObserver<UploadRequest> to = stream;
    if (to == null) {
      throw new IllegalStateException("gRPC starts a call before it returns");
    }
    to.onNext(
        UploadRequest.newBuilder()
            .setStart(UploadStart.newBuilder().setUser(user).setUpload(id).setOffset(offset))
            .build());
    byte[] chunk = bytes.readNBytes(CHUNK_BYTES);
    while (chunk.length > 0 && !answer.isDone()) {
      while (!to.isReady() && !answer.isDone()) {
        changed.acquire();
      }
      to.onNext(UploadRequest.newBuilder().setChunk(ByteString.copyFrom(chunk)).build());
      chunk = bytes.readNBytes(CHUNK_BYTES);
    }
    if (!answer.isDone()) {
      to.onCompleted();
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<UploadRequest> starting) {
    stream = starting;
    starting.setOnReadyHandler(changed::release);
  }

  @Override
  public void onNext(UploadResponse response) {
    answer.complete(response);
  }

  @Override
  public void onError(Throwable thrown) {
    answer.completeExceptionally(thrown);
    changed.release();
  }

  @Override
  public void onCompleted() {
    answer.completeExceptionally(new ChatException(Code.INTERNAL, "", "the server gave no answer"));
    changed.release();
  }
}
