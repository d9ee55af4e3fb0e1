package io.redfire.server;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.AttachmentServiceGrpc;
import io.redfire.chat.v1.BotServiceGrpc;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.PresenceServiceGrpc;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.chat.v1.SearchServiceGrpc;
import io.redfire.chat.v1.WebhookServiceGrpc;
import io.redfire.server.limit.NoPlaceException;
import io.redfire.server.wire.Problem;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * On which threads each call runs. Thread-safe.
 *
 * <p>Streams stay on their connection's event loop; a unary call of the chat may block on Redis, so
 * it goes elsewhere; so do uploads and downloads, and all that is asked about them, since the store
 * of their bytes may be silent while Redis is not; so does all that administrators do, and what
 * takes them long goes to threads of its own, or four exports would keep an account from being
 * disabled. Health and the like ask no Redis, and must not wait behind calls that do.
 *
 * <p>A call that finds too many waiting is not handed over, and its interceptor, which sees that it
 * is still on the loop, refuses it. What a call that was let in hands over later always has a
 * place: there is one such task for each call at most, and calls are bounded by connections.
 */
final class CallThreads implements ServerCallExecutorSupplier, ServerInterceptor, AutoCloseable {
  /** How many calls of users ask Redis at once. */
  static final int CALLS = 8;

  /** How many exports, imports and erasures ask Redis at once. */
  static final int TRANSFERS = 4;

  /** How many calls about attachments ask Redis, or where the bytes are, at once. */
  static final int BLOBS = 4;

  private static final int ADMINS = 4;

  /** Whose unary methods may block. */
  private static final Set<String> BLOCKING =
      Set.of(
          ChatServiceGrpc.SERVICE_NAME,
          AccountServiceGrpc.SERVICE_NAME,
          RoomServiceGrpc.SERVICE_NAME,
          PresenceServiceGrpc.SERVICE_NAME,
          SearchServiceGrpc.SERVICE_NAME,
          BotServiceGrpc.SERVICE_NAME,
          WebhookServiceGrpc.SERVICE_NAME);

  private final Pool calls;
  private final Pool admins;
  private final Pool transfers;
  private final Pool blobs;

  CallThreads() {
    this(
        new Pool("call", CALLS, 4096),
        new Pool("admin", ADMINS, 256),
        new Pool("transfer", TRANSFERS, 64),
        new Pool("blob", BLOBS, 256));
  }

  CallThreads(Pool calls, Pool admins, Pool transfers) {
    this(calls, admins, transfers, new Pool("blob", BLOBS, 256));
  }

  private CallThreads(Pool calls, Pool admins, Pool transfers, Pool blobs) {
    this.calls = calls;
    this.admins = admins;
    this.transfers = transfers;
    this.blobs = blobs;
  }

  private Optional<Pool> of(MethodDescriptor<?, ?> method) {
    boolean isUnary = method.getType() == MethodType.UNARY;
    String service = String.valueOf(method.getServiceName());
    if (service.equals(AdminServiceGrpc.SERVICE_NAME)) {
      return Optional.of(isUnary ? admins : transfers);
    }
    if (service.equals(AttachmentServiceGrpc.SERVICE_NAME)) {
      return Optional.of(blobs);
    }
    if (service.equals(ChannelzGrpc.SERVICE_NAME)) {
      return Optional.of(admins);
    }
    return isUnary && BLOCKING.contains(service) ? Optional.of(calls) : Optional.empty();
  }

  @Override
  public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
    return of(call.getMethodDescriptor())
        .filter(pool -> !pool.isFull())
        .<Executor>map(pool -> pool.threads)
        .orElse(MoreExecutors.directExecutor());
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (of(call.getMethodDescriptor()).filter(pool -> !pool.isHere()).isPresent()) {
      throw Problem.from(new NoPlaceException());
    }
    return next.startCall(call, headers);
  }

  @Override
  public void close() {
    calls.close();
    admins.close();
    transfers.close();
    blobs.close();
  }

  /** Threads for calls of one kind. */
  static final class Pool implements AutoCloseable {
    private final int mostWaiting;
    private final ThreadPoolExecutor threads;

    Pool(String name, int count, int mostWaiting) {
      this.mostWaiting = mostWaiting;
      AtomicInteger numbers = new AtomicInteger();
      this.threads =
          new ThreadPoolExecutor(
              count,
              count,
              0,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              task -> new PoolThread(this, task, name + "-" + numbers.getAndIncrement()));
    }

    private boolean isFull() {
      return threads.getQueue().size() >= mostWaiting;
    }

    private boolean isHere() {
      return Thread.currentThread() instanceof PoolThread here && here.pool == this;
    }

    @Override
    public void close() {
      var unused = threads.shutdownNow();
    }
  }

  private static final class PoolThread extends Thread {
    private final Pool pool;

    PoolThread(Pool pool, Runnable task, String name) {
      super(task, name);
      this.pool = pool;
      setDaemon(true);
    }
  }
}
