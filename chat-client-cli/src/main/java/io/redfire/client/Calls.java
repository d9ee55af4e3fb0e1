package io.redfire.client;

import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.AbstractStub;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Blocking calls to the first of several servers that answers. For one thread at a time.
 *
 * <p>A call tries each server once, beginning with the one that answered last, and goes on to the
 * next only where a server can not be reached or does not answer in time. A server that says that
 * too much was asked, or that it is busy, is asked again when it said, as long as all such waiting
 * for one answer stays within the deadline. Every failure is a {@link ChatException}.
 */
final class Calls implements AutoCloseable {
  private final List<ServerAddress> servers;
  private final ChannelFactory channels;
  private final Duration deadline;
  private final MessageIds ids;
  private int current;
  private @Nullable ManagedChannel channel;

  /**
   * @param deadline how long one server may take for one answer
   */
  Calls(List<ServerAddress> servers, ChannelFactory channels, Duration deadline) {
    this(servers, channels, deadline, Clock.systemUTC());
  }

  /**
   * @param clock for the ids of changes, until a server tells that it is wrong
   */
  Calls(List<ServerAddress> servers, ChannelFactory channels, Duration deadline, Clock clock) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("servers: none (expected: at least one)");
    }
    this.servers = List.copyOf(servers);
    this.channels = channels;
    this.deadline = deadline;
    this.ids = new MessageIds(clock);
  }

  /** The server that answered last. */
  ServerAddress server() {
    return servers.get(current);
  }

  /** The stub, for one call that ends when the deadline is over. */
  <S extends AbstractStub<S>> S timed(S stub) {
    return stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks what may be asked twice: a question, or a change with an id of its own. */
  <T> T ask(Function<ManagedChannel, T> question) {
    return ask(question, Calls::isLost);
  }

  /**
   * Asks for a change under an id: the one given, or where that is empty a fresh one. Where a
   * server refuses a fresh one since its time is not that of the server, the server's time counts
   * from then on, and it is asked once more: nothing was done yet.
   */
  <T> T change(String given, BiFunction<ManagedChannel, String, T> change) {
    if (!given.isEmpty()) {
      return ask(to -> change.apply(to, given));
    }
    String first = ids.next();
    try {
      return ask(to -> change.apply(to, first));
    } catch (ChatException e) {
      ids.serverTime(e.serverTime().orElseThrow(() -> e));
      String second = ids.next();
      return ask(to -> change.apply(to, second));
    }
  }

  /** Asks what must not be done twice: goes on only from a server that can not have heard it. */
  <T> T askOnce(Function<ManagedChannel, T> question) {
    return ask(question, Calls::wasNeverSent);
  }

  /** Hears a stream of answers to the end. May be asked twice before its first answer. */
  <T> void stream(Function<ManagedChannel, Iterator<T>> question, Consumer<T> each) {
    Iterator<T> answers =
        ask(
            to -> {
              Iterator<T> begun = question.apply(to);
              boolean ignored = begun.hasNext();
              return begun;
            });
    while (hasNext(answers)) {
      each.accept(answers.next());
    }
  }

  /** A channel to a server that answers; for what cannot begin anew at another one. */
  ManagedChannel reached() {
    var asked = HealthCheckRequest.getDefaultInstance();
    return ask(
        to -> {
          var ignored = timed(HealthGrpc.newBlockingStub(to)).check(asked);
          return to;
        });
  }

  private static boolean hasNext(Iterator<?> answers) {
    try {
      return answers.hasNext();
    } catch (StatusRuntimeException e) {
      throw ChatException.of(e);
    }
  }

  private <T> T ask(Function<ManagedChannel, T> question, Again again) {
    ChatException last = null;
    long patience = System.nanoTime() + deadline.toNanos();
    for (int tried = 0; tried < servers.size(); tried++) {
      try {
        return question.apply(open());
      } catch (StatusRuntimeException e) {
        last = ChatException.of(e);
        if (waited(last, patience)) {
          tried--;
          continue;
        }
        if (isLost(last, e)) {
          last = last.from(server());
          close();
        }
        if (!again.mayBeAsked(last, e)) {
          throw last;
        }
        current = (current + 1) % servers.size();
      }
    }
    throw last == null ? new IllegalStateException("no server") : last;
  }

  private interface Again {
    boolean mayBeAsked(ChatException why, StatusRuntimeException thrown);
  }

  private static boolean isLost(ChatException why, StatusRuntimeException thrown) {
    return why.code() == Code.UNAVAILABLE || why.code() == Code.DEADLINE_EXCEEDED;
  }

  private static boolean wasNeverSent(ChatException why, StatusRuntimeException thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof ConnectException) {
        return true;
      }
    }
    return false;
  }

  /** Waits as long as the server asks, if that is all there is to it and not too long. */
  private static boolean waited(ChatException refused, long patience) {
    Duration wait = refused.retryAfter().orElse(Duration.ZERO);
    boolean isBusy = refused.code() == Code.RESOURCE_EXHAUSTED && !wait.isZero();
    if (!isBusy || System.nanoTime() + wait.toNanos() - patience > 0) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(wait.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private ManagedChannel open() {
    if (channel == null) {
      channel =
          channels
              .channelTo(server())
              .disableServiceConfigLookUp()
              .keepAliveTime(30, TimeUnit.SECONDS)
              .keepAliveTimeout(10, TimeUnit.SECONDS)
              .build();
    }
    return channel;
  }

  @Override
  public void close() {
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
  }
}
