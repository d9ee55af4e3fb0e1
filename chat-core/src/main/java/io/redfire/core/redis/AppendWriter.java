package io.redfire.core.redis;

import io.redfire.core.log.AckLevel;
import io.redfire.core.log.Appended;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.NewMessage;
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
 * all its messages or none, and a room has one call under way at a time, so whatever fails and is
 * tried again, the messages of a room stand in the order in which they were handed in.
 *
 * <p>Where the outcome of a call is unknown it is sent again until it is known or the deadline of
 * its oldest message ends; ids make that safe. Then everything that waits is given up together,
 * since appending what came later would break the order.
 *
 * <p>{@link #append} may be called from any thread and does not block.
 */
final class AppendWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AppendWriter.class);
  private static final int MAX_WAITING = 8192;
  private static final int MAX_BATCH = 512;
  private static final int MAX_CALL = 128;
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

  private final RedisConnections connections;
  private final RedisKeys keys;
  private final long retain;
  private final Consumer<RoomName> walker;
  private final Duration patience;
  private final BlockingQueue<PendingAppend> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread thread;
  private @Nullable Connection connection;
  private Durability durability = new Durability();
  private boolean scriptKnown;
  private volatile boolean closing;

  /**
   * Starts the thread.
   *
   * @param retain how many entries a room keeps; 0 keeps all
   * @param walker walks a room's head over the lines of other programs; called on the thread
   * @param patience how long a message waits for its outcome at most
   */
  AppendWriter(
      String name,
      RedisConnections connections,
      RedisKeys keys,
      long retain,
      Consumer<RoomName> walker,
      Duration patience) {
    this.connections = connections;
    this.keys = keys;
    this.retain = retain;
    this.walker = walker;
    this.patience = patience;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  CompletableFuture<Appended> append(NewMessage message) {
    CompletableFuture<Appended> outcome = new CompletableFuture<>();
    long deadline = System.nanoTime() + patience.toNanos();
    PendingAppend pending =
        new PendingAppend(message, EntryCodec.encode(message), deadline, outcome);
    if (closing) {
      outcome.completeExceptionally(RedisFailure.exception(Reason.UNAVAILABLE));
    } else if (!waiting.offer(pending)) {
      outcome.completeExceptionally(RedisFailure.exception(Reason.OVERLOADED));
    } else if (closing && !thread.isAlive() && waiting.remove(pending)) {
      outcome.completeExceptionally(RedisFailure.exception(Reason.UNAVAILABLE));
    }
    return outcome;
  }

  private void run() {
    List<PendingAppend> batch = new ArrayList<>();
    try {
      while (true) {
        PendingAppend first = waiting.poll(50, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          waiting.drainTo(batch, MAX_BATCH - 1);
          deliver(batch);
          batch.clear();
        } else if (closing) {
          return;
        }
      }
    } catch (InterruptedException stopped) {
      waiting.drainTo(batch);
      giveUp(batch, RedisFailure.exception(Reason.UNAVAILABLE));
    } finally {
      disconnect();
    }
  }

  private void deliver(List<PendingAppend> batch) throws InterruptedException {
    Map<RoomName, Queue<PendingAppend>> rooms = new LinkedHashMap<>();
    for (PendingAppend pending : batch) {
      rooms.computeIfAbsent(pending.message().room(), room -> new ArrayDeque<>()).add(pending);
    }
    int failures = 0;
    while (!rooms.isEmpty()) {
      if (attempt(rooms)) {
        failures = 0;
      } else if (rooms.values().stream().anyMatch(queue -> queue.element().isLate())) {
        List<PendingAppend> all = new ArrayList<>();
        rooms.values().forEach(all::addAll);
        waiting.drainTo(all);
        giveUp(all, RedisFailure.exception(Reason.UNAVAILABLE));
        return;
      } else {
        Backoff.pause(++failures);
      }
    }
  }

  /** Sends a call for each room and takes off what is settled; false where some must be retried. */
  private boolean attempt(Map<RoomName, Queue<PendingAppend>> rooms) {
    try {
      Connection open = connection();
      AckLevel level = durability.level(open);
      List<AppendCall> calls = new ArrayList<>();
      rooms.forEach((room, queue) -> calls.add(call(room, queue)));
      boolean withSource = !scriptKnown;
      List<Response<Object>> answers = new ArrayList<>();
      try (Pipeline pipeline = new Pipeline(open, false)) {
        for (AppendCall call : calls) {
          answers.add(call.sendOn(pipeline, withSource));
        }
      }
      scriptKnown = true;
      boolean allSettled = true;
      for (int i = 0; i < calls.size(); i++) {
        AppendCall call = calls.get(i);
        if (settle(open, call, answers.get(i), level)) {
          Queue<PendingAppend> queue = rooms.get(call.room());
          if (queue != null) {
            call.messages().forEach(settled -> queue.remove());
            if (queue.isEmpty()) {
              rooms.remove(call.room());
            }
          }
        } else {
          allSettled = false;
        }
      }
      return allSettled;
    } catch (JedisException lost) {
      LOG.warn("Appends wait for Redis: {}", lost.toString());
      disconnect();
      return false;
    }
  }

  private AppendCall call(RoomName room, Queue<PendingAppend> queue) {
    return new AppendCall(keys, retain, room, queue.stream().limit(MAX_CALL).toList());
  }

  /** Tells the senders of a call what became of it; false where that is not known yet. */
  private boolean settle(
      Connection open, AppendCall call, Response<Object> answer, AckLevel level) {
    try {
      Optional<AppendCall.Result> result = AppendCall.read(answer.get());
      if (result.isEmpty()) {
        walker.accept(call.room());
        return false;
      }
      if (!result.get().isListed()) {
        RoomIndex.add(open, keys, call.room());
      }
      for (int i = 0; i < call.messages().size(); i++) {
        call.messages()
            .get(i)
            .outcome()
            .complete(
                new Appended(
                    result.get().positions().get(i), result.get().duplicates().get(i), level));
      }
      return true;
    } catch (JedisNoScriptException unknown) {
      scriptKnown = false;
      return false;
    } catch (LogException notWalked) {
      return false;
    } catch (JedisDataException refused) {
      if (RedisFailure.of(refused).passing()) {
        return false;
      }
      LOG.warn("Redis refused an append: {}", refused.toString());
      giveUp(call.messages(), RedisFailure.exception(refused));
      return true;
    }
  }

  private static void giveUp(List<PendingAppend> messages, LogException reason) {
    messages.forEach(pending -> pending.outcome().completeExceptionally(reason));
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
