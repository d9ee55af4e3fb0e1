package io.redfire.server.right;

import io.redfire.core.log.LogException;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.server.limit.Asking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads how rooms stand, whoever looks at them: what is asked while reads are under way goes in one
 * go after them. Thread-safe.
 *
 * <p>A node that appends to a thousand rooms looks at each of them more than twice a second; one
 * round trip each would be felt in the appends.
 */
final class StateReads {
  private static final int AT_ONCE = 4;
  private static final int BATCH = 500;

  private final RoomMembers members;
  private final Executor blocking;
  private final Map<RoomName, CompletableFuture<RoomState>> waiting = new HashMap<>();
  private int running;

  StateReads(RoomMembers members, Executor blocking) {
    this.members = members;
    this.blocking = blocking;
  }

  /** How the room stands at some moment after this call; fails with {@link LogException}. */
  CompletableFuture<RoomState> read(RoomName room) {
    CompletableFuture<RoomState> state;
    synchronized (this) {
      state = waiting.computeIfAbsent(room, name -> new CompletableFuture<>());
      if (running == AT_ONCE) {
        return state;
      }
      running++;
    }
    Asking.give(blocking, this::readAll, this::refused);
    return state;
  }

  /** There is no place to read: who reads already takes what waits; where nobody does, it fails. */
  private void refused(RejectedExecutionException full) {
    List<CompletableFuture<RoomState>> failed;
    synchronized (this) {
      running--;
      if (running > 0) {
        return;
      }
      failed = List.copyOf(waiting.values());
      waiting.clear();
    }
    failed.forEach(state -> state.completeExceptionally(full));
  }

  private void readAll() {
    for (Map<RoomName, CompletableFuture<RoomState>> batch = next();
        !batch.isEmpty();
        batch = next()) {
      try {
        read(batch);
      } catch (RuntimeException failure) {
        batch.values().forEach(state -> state.completeExceptionally(failure));
      }
    }
  }

  private synchronized Map<RoomName, CompletableFuture<RoomState>> next() {
    Map<RoomName, CompletableFuture<RoomState>> batch = new HashMap<>();
    List<RoomName> names = new ArrayList<>();
    for (RoomName room : waiting.keySet()) {
      if (names.size() < BATCH) {
        names.add(room);
      }
    }
    names.forEach(room -> batch.put(room, waiting.remove(room)));
    if (batch.isEmpty()) {
      running--;
    }
    return batch;
  }

  private void read(Map<RoomName, CompletableFuture<RoomState>> batch) {
    if (batch.size() == 1) {
      batch.forEach((room, state) -> state.complete(members.state(room, Optional.empty())));
      return;
    }
    Map<RoomName, RoomState> states = members.states(batch.keySet(), Optional.empty());
    batch.forEach(
        (room, answer) -> {
          RoomState state = states.get(room);
          if (state != null) {
            answer.complete(state);
          } else {
            answer.completeExceptionally(
                new LogException(
                    LogException.Reason.UNAVAILABLE,
                    "the message store did not tell of room '" + room + "' in time",
                    null));
          }
        });
  }
}
