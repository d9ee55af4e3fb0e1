package io.redfire.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import io.redfire.chat.v1.AdminServiceGrpc.AdminServiceImplBase;
import io.redfire.chat.v1.AttachmentServiceGrpc;
import io.redfire.chat.v1.AttachmentServiceGrpc.AttachmentServiceImplBase;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.chat.v1.ExportRoomResponse;
import io.redfire.chat.v1.StartUploadRequest;
import io.redfire.chat.v1.StartUploadResponse;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.chat.v1.UpdateAccountResponse;
import io.redfire.server.api.ErrorInterceptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One thread of each kind, with a place for one more call to wait. */
class CallThreadsTest {
  private final CallThreads threads =
      new CallThreads(
          new CallThreads.Pool("call", 1, 1),
          new CallThreads.Pool("admin", 1, 1),
          new CallThreads.Pool("transfer", 1, 1));
  private final CountDownLatch held = new CountDownLatch(1);
  private final ExecutorService clients =
      Executors.newCachedThreadPool(new ThreadFactoryBuilder().setDaemon(true).build());
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server =
        InProcessServerBuilder.forName("call-threads")
            .directExecutor()
            .callExecutor(threads)
            .addService(ServerInterceptors.intercept(new Slow(), threads, new ErrorInterceptor()))
            .addService(ServerInterceptors.intercept(new Files(), threads, new ErrorInterceptor()))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName("call-threads").build();
  }

  @AfterEach
  void stop() {
    held.countDown();
    channel.shutdownNow();
    server.shutdownNow();
    threads.close();
    clients.shutdownNow();
  }

  @Test
  void whatTakesLongKeepsNoAccountFromBeingDisabled() {
    List<CompletableFuture<?>> exports = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      exports.add(
          CompletableFuture.supplyAsync(
              () -> calls().exportRoom(ExportRoomRequest.getDefaultInstance()).hasNext(), clients));
    }
    assertThat(calls().updateAccount(UpdateAccountRequest.getDefaultInstance())).isNotNull();
    held.countDown();
    exports.forEach(export -> export.exceptionally(refused -> null).join());
  }

  @Test
  void callsThatFindTooManyWaitingAreToldToComeLater() {
    List<CompletableFuture<Throwable>> exports = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      exports.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return new AssertionError(
                      "not refused: "
                          + calls().exportRoom(ExportRoomRequest.getDefaultInstance()).next());
                } catch (StatusRuntimeException refused) {
                  return refused;
                }
              },
              clients));
    }
    StatusRuntimeException refused =
        (StatusRuntimeException)
            CompletableFuture.anyOf(exports.toArray(new CompletableFuture<?>[0])).join();
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    assertThat(status).isNotNull();
    assertThat(status.getDetailsList())
        .extracting(detail -> detail.getTypeUrl().replaceAll(".*/", ""))
        .containsExactly("google.rpc.ErrorInfo", "google.rpc.RetryInfo");
    assertThat(status.getDetails(0).getValue().toStringUtf8()).contains("OVERLOADED");
  }

  @Test
  void storeOfBytesThatIsSilentKeepsNoMessageWaiting() {
    String thread =
        AttachmentServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .startUpload(StartUploadRequest.getDefaultInstance())
            .getUpload();
    assertThat(thread).startsWith("blob-");
  }

  private AdminServiceBlockingStub calls() {
    return AdminServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  /** Answers with the name of its thread. */
  private static final class Files extends AttachmentServiceImplBase {
    @Override
    public void startUpload(
        StartUploadRequest request, StreamObserver<StartUploadResponse> response) {
      response.onNext(
          StartUploadResponse.newBuilder().setUpload(Thread.currentThread().getName()).build());
      response.onCompleted();
    }
  }

  private final class Slow extends AdminServiceImplBase {
    @Override
    public void updateAccount(
        UpdateAccountRequest request, StreamObserver<UpdateAccountResponse> response) {
      response.onNext(UpdateAccountResponse.getDefaultInstance());
      response.onCompleted();
    }

    @Override
    public void exportRoom(ExportRoomRequest request, StreamObserver<ExportRoomResponse> response) {
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      response.onNext(ExportRoomResponse.getDefaultInstance());
      response.onCompleted();
    }
  }
}
