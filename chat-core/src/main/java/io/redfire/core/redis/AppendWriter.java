package io.redfire.core.redis;

import io.redfire.core.log.AckLevel;
import io.redfire.core.log.Appended;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.RoomName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * The one thread that appends to the rooms that are its own, on one connection.
 *
 * <p>Messages of any number of senders leave together: the thread takes whatever has gathered,
 * sends one script call for each room in one pipeline, and waits for the answers. A call appends
 * all its messages or none, an edit or erasure is a call of its own, and a room has one call under
 * way at a time, so whatever fails and is tried again, the messages of a room stand in the order in
 * which they were handed in.
 *
 * <p>Where the outcome of a call is unknown it is sent again until it is known or the deadline of
 * its oldest message ends; ids make that safe. Then what waits for that room is given up, and with
 * it, through its lane, whatever its senders handed in later. One room that has to wait does not
 * keep the others waiting.
 *
 * <p>{@link #append} may be called from any thread and does not block.
 */
final class AppendWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AppendWriter.class);

  /** Messages in one call, at most. */
  static final int MAX_CALL = 128;

  private static final int MAX_WAITING = 8192;
  private static final int MAX_BATCH = 512;
  private static final int MAX_HELD = 4096;
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

  private final RedisConnections connections;
  private final RedisKeys keys;
  private final long retain;
  private final Consumer<RoomName> walker;
  private final Duration patience;
  private final RedisObserver observer;
  private final BlockingQueue<PendingAppend> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread thread;
  private @Nullable Connection connection;
  private Durability durability = new Durability();
  private boolean scriptKnown;
  private volatile int held;
  private volatile boolean closing;

  /**
   * Starts the thread.
   *
   * @param retain how many entries a room keeps; 0 keeps all
   * @param walker walks a room's head one step over the lines of other programs; called on the
   *     thread
   * @param patience how long a message waits for its outcome at most
   * @param observer hears what becomes of the messages
   */
  AppendWriter(
      String name,
      RedisConnections connections,
      RedisKeys keys,
      long retain,
      Consumer<RoomName> walker,
      Duration patience,
      RedisObserver observer) {
    this.connections = connections;
    this.keys = keys;
    this.retain = retain;
    this.walker = walker;
    this.patience = patience;
    this.observer = observer;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  CompletableFuture<Appended> append(NewEntry entry, Lane lane) {
    CompletableFuture<Appended> outcome = new CompletableFuture<>();
    long now = System.nanoTime();
    PendingAppend pending =
        new PendingAppend(
            entry,
            EntryCodec.encode(entry),
            lane,
            now,
            now + patience.toNanos(),
            outcome,
            observer);
    if (closing) {
      pending.fail(RedisFailure.exception(Reason.UNAVAILABLE));
    } else if (!waiting.offer(pending)) {
      pending.fail(RedisFailure.exception(Reason.OVERLOADED));
    } else if (closing && !thread.isAlive() && waiting.remove(pending)) {
      pending.fail(RedisFailure.exception(Reason.UNAVAILABLE));
    }
    return outcome;
  }

  /** How many messages have no outcome yet. Any thread. */
  int waiting() {
    return waiting.size() + held;
  }

  private void run() {
    Map<RoomName, Queue<PendingAppend>> rooms = new LinkedHashMap<>();
    int failures = 0;
    try {
      while (!closing || !rooms.isEmpty() || !waiting.isEmpty()) {
        gather(rooms);
        if (rooms.isEmpty() || attempt(rooms)) {
          failures = 0;
        } else {
          Backoff.pause(++failures);
        }
        giveUpLate(rooms);
        held = count(rooms);
      }
    } catch (InterruptedException stopped) {
      List<PendingAppend> rest = new ArrayList<>();
      rooms.values().forEach(rest::addAll);
      waiting.drainTo(rest);
      giveUp(rest, RedisFailure.exception(Reason.UNAVAILABLE));
    } finally {
      disconnect();
    }
  }

  /** Takes what has been handed in; waits for a moment where there is nothing else to do. */
  private void gather(Map<RoomName, Queue<PendingAppend>> rooms) throws InterruptedException {
    List<PendingAppend> taken = new ArrayList<>();
    if (rooms.isEmpty()) {
      PendingAppend first = waiting.poll(50, TimeUnit.MILLISECONDS);
      if (first != null) {
        taken.add(first);
      }
    }
    int room = MAX_HELD - count(rooms);
    waiting.drainTo(taken, Math.max(0, Math.min(MAX_BATCH, room) - taken.size()));
    for (PendingAppend pending : taken) {
      rooms.computeIfAbsent(pending.entry().room(), name -> new ArrayDeque<>()).add(pending);
    }
    held = count(rooms);
  }

  private static int count(Map<RoomName, Queue<PendingAppend>> rooms) {
    int count = 0;
    for (Queue<PendingAppend> queue : rooms.values()) {
      count += queue.size();
    }
    return count;
  }

  private static void giveUpLate(Map<RoomName, Queue<PendingAppend>> rooms) {
    rooms
        .values()
        .removeIf(
            queue -> {
              boolean late = queue.element().isLate();
              if (late) {
                giveUp(queue, RedisFailure.exception(Reason.UNAVAILABLE));
              }
              return late;
            });
  }

  /** What became of a call. */
  private enum Fate {
    /** Its senders have been told. */
    SETTLED,
    /** It is to be sent again, and is nearer to its end. */
    NEARER,
    /** It is to be sent again later. */
    DELAYED
  }

  /** Sends a call for each room and takes off what is settled; false where nothing went on. */
  private boolean attempt(Map<RoomName, Queue<PendingAppend>> rooms) {
    try {
      abandon(rooms);
      Connection open = connection();
      AckLevel level = durability.level(open);
      List<AppendCall> calls = new ArrayList<>();
      rooms.forEach((room, queue) -> calls.add(call(room, queue)));
      boolean withSource = !scriptKnown;
      List<Response<Object>> answers = new ArrayList<>();
      long asked = System.nanoTime();
      try (Pipeline pipeline = new Pipeline(open, false)) {
        for (AppendCall call : calls) {
          answers.add(call.sendOn(pipeline, withSource));
        }
      }
      scriptKnown = true;
      answered(calls, System.nanoTime() - asked);
      boolean wentOn = calls.isEmpty();
      for (int i = 0; i < calls.size(); i++) {
        AppendCall call = calls.get(i);
        Fate fate = settle(open, call, answers.get(i), level);
        wentOn |= fate != Fate.DELAYED;
        if (fate == Fate.SETTLED) {
          rooms.computeIfPresent(call.room(), (room, queue) -> without(queue, call.messages()));
        }
      }
      return wentOn;
    } catch (JedisException lost) {
      LOG.warn("Appends wait for Redis: {}", lost.toString());
      disconnect();
      return false;
    } catch (RuntimeException bug) {
      // The thread must outlive it: tried again on a new connection, or given up at its deadline.
      LOG.error("Appends failed", bug);
      disconnect();
      return false;
    }
  }

  private void answered(List<AppendCall> calls, long nanos) {
    if (!calls.isEmpty()) {
      observer.answered(RedisObserver.Call.APPEND, nanos);
      observer.leftTogether(calls.stream().mapToInt(call -> call.messages().size()).sum());
    }
  }

  /** Drops what follows a failed message of its lane: appending it would break the lane's order. */
  private static void abandon(Map<RoomName, Queue<PendingAppend>> rooms) {
    for (Queue<PendingAppend> queue : rooms.values()) {
      queue.removeIf(
          pending -> {
            boolean abandoned = pending.lane().isBroken();
            if (abandoned) {
              pending.fail(RedisFailure.exception(Reason.ABANDONED));
            }
            return abandoned;
          });
    }
    rooms.values().removeIf(Queue::isEmpty);
  }

  private static @Nullable Queue<PendingAppend> without(
      Queue<PendingAppend> queue, List<PendingAppend> settled) {
    settled.forEach(first -> queue.remove());
    return queue.isEmpty() ? null : queue;
  }

  private AppendCall call(RoomName room, Queue<PendingAppend> queue) {
    return new AppendCall(keys, retain, room, first(queue));
  }

  /** What leaves next: messages up to a change of one, or that change. */
  private static List<PendingAppend> first(Queue<PendingAppend> queue) {
    if (queue.element().isChange()) {
      return List.of(queue.element());
    }
    return queue.stream().takeWhile(pending -> !pending.isChange()).limit(MAX_CALL).toList();
  }

  /** Tells the senders of a call what became of it. */
  private Fate settle(Connection open, AppendCall call, Response<Object> answer, AckLevel level) {
    try {
      Optional<AppendCall.Result> result = AppendCall.read(answer.get());
      if (result.isEmpty()) {
        return walk(call.room());
      }
      if (!result.get().isListed()) {
        list(open, call.room());
      }
      for (int i = 0; i < call.messages().size(); i++) {
        call.messages()
            .get(i)
            .succeed(
                new Appended(
                    result.get().positions().get(i), result.get().duplicates().get(i), level));
      }
      return Fate.SETTLED;
    } catch (JedisNoScriptException unknown) {
      scriptKnown = false;
      return Fate.NEARER;
    } catch (LogException refused) {
      giveUp(call.messages(), refused);
      return Fate.SETTLED;
    } catch (JedisDataException refused) {
      if (RedisFailure.of(refused).passing()) {
        return Fate.DELAYED;
      }
      LOG.warn("Redis refused an append: {}", refused.toString());
      giveUp(call.messages(), RedisFailure.exception(refused));
      return Fate.SETTLED;
    }
  }

  private Fate walk(RoomName room) {
    try {
      walker.accept(room);
      return Fate.NEARER;
    } catch (LogException notWalked) {
      return Fate.DELAYED;
    }
  }

  /** The messages stand already; that the room cannot be listed does not take them back. */
  private void list(Connection open, RoomName room) {
    try {
      RoomIndex.add(open, keys, room);
    } catch (JedisDataException refused) {
      LOG.warn("Room {} cannot be listed: {}", room, refused.toString());
    }
  }

  private static void giveUp(Iterable<PendingAppend> messages, LogException reason) {
    messages.forEach(pending -> pending.fail(reason));
  }

  private Connection connection() {
    Connection open = connection;
    if (open == null) {
      open = connections.open("redfire-append");
      connection = open;
      durability = new Durability();
      scriptKnown = false;
    }
    return open;
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        // A close in peace would first send what is still in the buffer, and fail.
        open.forceDisconnect();
      } catch (IOException e) {
        LOG.debug("The connection did not end cleanly: {}", e.toString());
      }
    }
  }

  /** Appends what was handed in before, for a moment where Redis is slow, then ends. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
      thread.interrupt();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
