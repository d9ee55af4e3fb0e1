package io.redfire.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.chat.v1.ImportRoomRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Rooms as lines, out of one node and into another. */
final class MovedRoom {
  private MovedRoom() {}

  /** The lines of a room, for the test to change. */
  static List<String> export(
      SignedIn admin, TestNode node, String room, boolean withoutAttachments) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    AdminServiceGrpc.newBlockingStub(admin.at(node))
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .exportRoom(
            ExportRoomRequest.newBuilder()
                .setRoom(room)
                .setWithoutAttachments(withoutAttachments)
                .build())
        .forEachRemaining(answer -> whole.writeBytes(answer.getLines().toByteArray()));
    return new ArrayList<>(whole.toString(UTF_8).lines().toList());
  }

  /** What the import answers; throws its refusal. */
  static ImportRoomResponse load(SignedIn admin, TestNode node, String room, List<String> lines) {
    CompletableFuture<ImportRoomResponse> outcome = new CompletableFuture<>();
    StreamObserver<ImportRoomRequest> requests =
        AdminServiceGrpc.newStub(admin.at(node))
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .importRoom(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ImportRoomResponse answer) {
                    outcome.complete(answer);
                  }

                  @Override
                  public void onError(Throwable refused) {
                    outcome.completeExceptionally(refused);
                  }

                  @Override
                  public void onCompleted() {}
                });
    byte[] whole = (String.join("\n", lines) + "\n").getBytes(UTF_8);
    for (int at = 0; at < whole.length && !outcome.isDone(); at += 32_000) {
      int size = Math.min(32_000, whole.length - at);
      requests.onNext(
          ImportRoomRequest.newBuilder()
              .setRoom(room)
              .setLines(ByteString.copyFrom(whole, at, size))
              .build());
    }
    requests.onCompleted();
    try {
      return outcome.join();
    } catch (CompletionException refused) {
      if (refused.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw refused;
    }
  }
}
