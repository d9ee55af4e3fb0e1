package io.redfire.bench.search;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.redfire.bench.BenchException;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.OutgoingMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * Sends messages until a room is long enough, each user on a stream. For one thread and one run.
 */
final class RoomFiller {
  /** As a server allows; see {@code Limits.max_requests_in_flight}. */
  private static final int IN_FLIGHT = 64;

  private final ManagedChannel channel;
  private final String room;

  RoomFiller(ManagedChannel channel, String room) {
    this.channel = channel;
    this.room = room;
  }

  /**
   * Sends those with the numbers from one to before the other.
   *
   * @throws BenchException where one is refused
   */
  void fill(long from, long to) throws InterruptedException {
    List<Talker> talkers = new ArrayList<>();
    for (int i = 0; i < Talk.USERS; i++) {
      talkers.add(new Talker(Talk.user(i)));
    }
    for (long number = from; number < to; number++) {
      talkers.get((int) (number % Talk.USERS)).say(number);
    }
    for (Talker talker : talkers) {
      talker.end();
    }
  }

  private final class Talker implements StreamObserver<ConnectResponse> {
    private final StreamObserver<ConnectRequest> requests;
    private final Semaphore places = new Semaphore(IN_FLIGHT - 1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String fault = "";

    Talker(String user) {
      requests = ChatServiceGrpc.newStub(channel).connect(this);
      requests.onNext(
          ConnectRequest.newBuilder().setHello(Hello.newBuilder().setUser(user)).build());
    }

    void say(long number) throws InterruptedException {
      places.acquire();
      check();
      requests.onNext(
          ConnectRequest.newBuilder()
              .setRequest(number)
              .setSend(OutgoingMessage.newBuilder().setRoom(room).setText(Talk.message(number)))
              .build());
    }

    void end() throws InterruptedException {
      requests.onCompleted();
      ended.await();
      check();
    }

    private void check() {
      if (!fault.isEmpty()) {
        throw new BenchException(Status.Code.ABORTED, "cannot fill the room: " + fault);
      }
    }

    @Override
    public void onNext(ConnectResponse frame) {
      for (Event event : frame.getEventsList()) {
        if (event.hasFailed()) {
          fault = event.getFailed().getStatus().getMessage();
        }
        if (event.hasAccepted() || event.hasFailed()) {
          places.release();
        }
      }
    }

    @Override
    public void onError(Throwable thrown) {
      fault =
          thrown instanceof StatusRuntimeException status
              ? status.getStatus().toString()
              : thrown.toString();
      places.release(IN_FLIGHT);
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }
  }
}
