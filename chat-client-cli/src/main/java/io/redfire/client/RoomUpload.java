package io.redfire.client;

import com.google.protobuf.ByteString;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.ImportRoomRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One upload of a room. Its caller's thread writes, no faster than the server takes it; gRPC's
 * threads tell that there is room, and the answer.
 */
final class RoomUpload implements ClientResponseObserver<ImportRoomRequest, ImportRoomResponse> {
  private final String room;
  private final Iterator<ByteString> lines;
  private final CompletableFuture<ImportRoomResponse> answer = new CompletableFuture<>();
  private final Semaphore changed = new Semaphore(0);
  private @Nullable ClientCallStreamObserver<ImportRoomRequest> stream;

  RoomUpload(String room, Iterator<ByteString> lines) {
    this.room = room;
    this.lines = lines;
  }

  ImportRoomResponse run(AdminServiceGrpc.AdminServiceStub stub) throws InterruptedException {
    boolean isWhole = false;
    try {
      var ignored = stub.importRoom(this);
      write();
      ImportRoomResponse done = answer.get();
      isWhole = true;
      return done;
    } catch (ExecutionException e) {
      throw ChatException.of(e.getCause() == null ? e : e.getCause());
    } finally {
      if (!isWhole && stream != null) {
        stream.cancel("the upload was broken off", null);
      }
    }
  }

  private void write() throws InterruptedException {
    ClientCallStreamObserver<ImportRoomRequest> to = stream;
    if (to == null) {
      throw new IllegalStateException("gRPC starts a call before it returns");
    }
    to.onNext(ImportRoomRequest.newBuilder().setRoom(room).build());
    while (lines.hasNext() && !answer.isDone()) {
      while (!to.isReady() && !answer.isDone()) {
        changed.acquire();
      }
      to.onNext(ImportRoomRequest.newBuilder().setLines(lines.next()).build());
    }
    if (!answer.isDone()) {
      to.onCompleted();
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ImportRoomRequest> starting) {
    stream = starting;
    starting.setOnReadyHandler(changed::release);
  }

  @Override
  public void onNext(ImportRoomResponse response) {
    answer.complete(response);
  }

  @Override
  public void onError(Throwable thrown) {
    answer.completeExceptionally(thrown);
    changed.release();
  }

  @Override
  public void onCompleted() {
    answer.completeExceptionally(
        new ChatException(io.grpc.Status.Code.INTERNAL, "", "the server gave no answer"));
    changed.release();
  }
}
