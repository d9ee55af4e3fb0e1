package io.redfire.server.right;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.server.limit.Asking;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides on what it remembers of rooms and members. Thread-safe; what it returns ends on any
 * thread.
 *
 * <p>What is asked for is read anew after {@link #REFRESH}, beside those who ask, and forgotten
 * after {@link #MOST}, so that whoever asks then waits. What everyone has in common is kept once a
 * room, and is all that an open room needs; the parts of members are kept beside it, each for the
 * generation of its room: {@link #changed} starts another, and no part of the former one is found
 * again.
 *
 * <p>What is remembered may grant for a moment what has just ended; a refusal is final, so it is
 * not given on a memory: whoever would be refused is decided on once more, on the room as it is
 * now. Each seat is looked at so once in {@link #REFRESH}, whatever comes to it: a flood of refused
 * callers is no flood of reads.
 */
public final class CachedAuthority implements Authority {
  private static final Duration REFRESH = Duration.ofMillis(400);
  private static final Duration MOST = Duration.ofMillis(900);
  private static final int MOST_ROOMS = 50_000;
  private static final int MOST_SEATS = 100_000;

  private final RoomMembers members;
  private final Executor blocking;
  private final InstantSource clock;
  private final StateReads reads;
  private final AtomicLong generations = new AtomicLong();
  private final AsyncLoadingCache<RoomName, Known> rooms;
  private final AsyncLoadingCache<Seat, RoomState> seats;

  /** How rooms were found when somebody would have been refused. */
  private final Cache<Look, CompletableFuture<RoomState>> looks =
      Caffeine.newBuilder().maximumSize(MOST_SEATS).expireAfterWrite(REFRESH).build();

  /**
   * Knows nothing yet.
   *
   * @param blocking runs what asks Redis
   * @param clock tells whether a ban or a mute is over
   */
  public CachedAuthority(RoomMembers members, Executor blocking, InstantSource clock) {
    this.members = members;
    this.blocking = blocking;
    this.clock = clock;
    this.reads = new StateReads(members, blocking);
    this.rooms =
        Caffeine.newBuilder()
            .maximumSize(MOST_ROOMS)
            .refreshAfterWrite(REFRESH)
            .expireAfterWrite(MOST)
            .buildAsync(new Rooms());
    this.seats =
        Caffeine.newBuilder()
            .maximumSize(MOST_SEATS)
            .refreshAfterWrite(REFRESH)
            .expireAfterWrite(MOST)
            .buildAsync(
                (AsyncCacheLoader<Seat, RoomState>)
                    (seat, executor) -> quietly(read(seat.room(), Optional.of(seat.user()))));
  }

  @Override
  public CompletableFuture<RoomState> authorize(Caller caller, Action action, RoomName room) {
    CompletableFuture<Known> known = remembered(rooms, room);
    if (known == null) {
      return withProblems(
          rooms.get(room).thenCompose(read -> decide(caller, action, room, read, false)));
    }
    if (known.isDone() && !known.isCompletedExceptionally()) {
      return decide(caller, action, room, known.join(), true);
    }
    return withProblems(known.thenCompose(read -> decide(caller, action, room, read, true)));
  }

  /**
   * @param isOld whether the room was looked at before it was asked for
   */
  private CompletableFuture<RoomState> decide(
      Caller caller, Action action, RoomName room, Known known, boolean isOld) {
    if (!hasSeat(caller, room, known.state())) {
      Problem problem = Verdict.decide(caller, action, room, known.state(), clock.instant());
      if (problem == null) {
        return known.itself();
      }
      return isOld
          ? lookAgain(caller, action, room, known, problem)
          : CompletableFuture.failedFuture(problem);
    }
    Seat seat = new Seat(room, caller.user().orElseThrow(), known.generation());
    CompletableFuture<RoomState> remembered = remembered(seats, seat);
    if (remembered == null) {
      return withProblems(
          seats.get(seat).thenCompose(state -> decided(caller, action, room, state)));
    }
    return withProblems(
        remembered.thenCompose(
            state -> {
              Problem problem = Verdict.decide(caller, action, room, state, clock.instant());
              return problem == null
                  ? CompletableFuture.completedFuture(state)
                  : lookAgain(caller, action, room, known, problem);
            }));
  }

  /** What failed goes by itself, but a moment later than whoever waited for it hears of that. */
  private static <K, V> @Nullable CompletableFuture<V> remembered(
      AsyncLoadingCache<K, V> cache, K key) {
    CompletableFuture<V> value = cache.getIfPresent(key);
    if (value != null && value.isCompletedExceptionally()) {
      cache.asMap().remove(key, value);
      return null;
    }
    return value;
  }

  private CompletableFuture<RoomState> lookAgain(
      Caller caller, Action action, RoomName room, Known known, Problem refusal) {
    if (refusal.reason() == Reason.SCOPE_MISSING) {
      // No room decides that.
      return CompletableFuture.failedFuture(refusal);
    }
    Look look = new Look(room, seated(caller), known.generation());
    CompletableFuture<RoomState> begun = new CompletableFuture<>();
    CompletableFuture<RoomState> before = looks.asMap().putIfAbsent(look, begun);
    if (before == null) {
      forward(look.user().isPresent() ? read(room, look.user()) : reads.read(room), begun);
    }
    return withProblems(
        (before == null ? begun : before)
            .thenCompose(
                state -> {
                  if (!state.version().equals(known.state().version())) {
                    changed(room);
                  }
                  return decided(caller, action, room, state);
                }));
  }

  private static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
    var unused =
        from.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                to.complete(value);
              } else {
                to.completeExceptionally(failure);
              }
            });
  }

  private static Optional<UserName> seated(Caller caller) {
    return caller instanceof Caller.SignedIn ? caller.user() : Optional.empty();
  }

  /** Whether anything but the caller and the room decides. */
  private static boolean hasSeat(Caller caller, RoomName room, RoomState state) {
    return caller instanceof Caller.SignedIn
        && switch (Verdict.kind(room, state)) {
          case OPEN, DIRECT, OWN -> false;
          case PUBLIC, PRIVATE, ANNOUNCEMENT -> true;
        };
  }

  @Override
  public CompletableFuture<RoomState> authorizeNow(Caller caller, Action action, RoomName room) {
    Optional<UserName> user = seated(caller);
    CompletableFuture<RoomState> state = user.isPresent() ? read(room, user) : reads.read(room);
    return withProblems(state.thenCompose(read -> decided(caller, action, room, read)));
  }

  private CompletableFuture<RoomState> decided(
      Caller caller, Action action, RoomName room, RoomState state) {
    Problem problem = Verdict.decide(caller, action, room, state, clock.instant());
    return problem == null
        ? CompletableFuture.completedFuture(state)
        : CompletableFuture.failedFuture(problem);
  }

  @Override
  public void changed(RoomName room) {
    // A read that is under way may have seen what was before; the cache drops it too.
    rooms.synchronous().invalidate(room);
  }

  private CompletableFuture<RoomState> read(RoomName room, Optional<UserName> user) {
    return Asking.on(blocking, () -> members.state(room, user));
  }

  private static CompletableFuture<RoomState> withProblems(CompletableFuture<RoomState> state) {
    if (state.isDone() && !state.isCompletedExceptionally()) {
      return state;
    }
    return state.exceptionallyCompose(failure -> CompletableFuture.failedFuture(problem(failure)));
  }

  private static Problem problem(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Problem problem) {
        return problem;
      }
    }
    return Problem.from(failure);
  }

  /** The cache logs every failure of a load with all its stack, but for what was called off. */
  private static <T> CompletableFuture<T> quietly(CompletableFuture<T> read) {
    CompletableFuture<T> quiet = new CompletableFuture<>();
    var unused =
        read.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                quiet.complete(value);
              } else {
                CancellationException calledOff = new CancellationException();
                calledOff.initCause(Problem.from(failure));
                quiet.completeExceptionally(calledOff);
              }
            });
    return quiet;
  }

  /** How rooms stand, whoever looks at them. */
  private final class Rooms implements AsyncCacheLoader<RoomName, Known> {
    @Override
    public CompletableFuture<Known> asyncLoad(RoomName room, Executor executor) {
      long generation = generations.incrementAndGet();
      return quietly(reads.read(room).thenApply(state -> Known.of(state, generation)));
    }

    @Override
    public CompletableFuture<Known> asyncReload(RoomName room, Known old, Executor executor) {
      return quietly(
          reads
              .read(room)
              .thenApply(
                  state ->
                      state.equals(old.state())
                          ? old
                          : Known.of(state, generations.incrementAndGet())));
    }
  }

  /**
   * How a room stands.
   *
   * @param itself the state, as an answer
   */
  private record Known(RoomState state, long generation, CompletableFuture<RoomState> itself) {
    static Known of(RoomState state, long generation) {
      return new Known(state, generation, CompletableFuture.completedFuture(state));
    }
  }

  /** A user in a room, in one generation of it. */
  private record Seat(RoomName room, UserName user, long generation) {}

  /** As a seat; the user is empty for all those together who have none. */
  private record Look(RoomName room, Optional<UserName> user, long generation) {}
}
