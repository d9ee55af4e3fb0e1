package io.redfire.core.redis.log;

import io.redfire.core.log.AckLevel;
import io.redfire.core.log.Appended;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * The one thread that appends to the rooms that are its own, on one connection to each server that
 * holds some of them.
 *
 * <p>Messages of any number of senders leave together: the thread takes whatever has gathered,
 * sends one script call for each room, those for one server in one pipeline, and waits for the
 * answers. A call is done up to where something in it may have to be tried again, and a room has
 * one call under way at a time, so whatever fails and is tried again, the messages of a room stand
 * in the order in which they were handed in.
 *
 * <p>Where the outcome of a call is unknown it is sent again, to whichever server holds the room
 * then, until it is known or the deadline of its oldest message ends; ids make that safe. Then what
 * waits for that room is given up, and with it, through its lane, whatever its senders handed in
 * later. Rooms and servers that have to wait do not keep the others waiting.
 *
 * <p>{@link #append} may be called from any thread and does not block.
 */
final class AppendWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AppendWriter.class);

  /** Messages in one call, at most. */
  static final int MAX_CALL = 128;

  /** Scripts that one call runs at most: one that looks at others costs more than a message. */
  static final int MAX_PARTS = 64;

  private static final int MAX_WAITING = 8192;
  private static final int MAX_BATCH = 512;
  private static final int MAX_HELD = 4096;
  private static final Duration IDLE_WAIT = Duration.ofMillis(50);
  private static final Duration RESTING_WAIT = Duration.ofMillis(5);
  private static final Duration LINK_MEMORY = Duration.ofSeconds(30);
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

  private final RedisConnections connections;
  private final RedisServers servers;
  private final RedisKeys keys;
  private final long retain;
  private final Bell bell;
  private final Consumer<RoomName> walker;
  private final Duration patience;
  private final RedisObserver observer;
  private final BlockingQueue<PendingAppend> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread thread;

  /** Of the thread alone, as is all that follows but what is volatile. */
  private final Map<RoomName, RoomAppends> rooms = new LinkedHashMap<>();

  private final Map<Endpoint, AppendLink> links = new HashMap<>();
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
      RedisServers servers,
      RedisKeys keys,
      long retain,
      Consumer<RoomName> walker,
      Duration patience,
      RedisObserver observer) {
    this.connections = connections;
    this.servers = servers;
    this.keys = keys;
    this.retain = retain;
    this.bell = Bell.of(connections.address());
    this.walker = walker;
    this.patience = patience;
    this.observer = observer;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  CompletableFuture<Appended> append(NewEntry entry, Lane lane, int replicas) {
    CompletableFuture<Appended> outcome = new CompletableFuture<>();
    long now = System.nanoTime();
    PendingAppend pending =
        new PendingAppend(entry, lane, replicas, now, now + patience.toNanos(), outcome, observer);
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
    boolean wentOn = true;
    try {
      while (!closing || !rooms.isEmpty() || !waiting.isEmpty()) {
        gather(rooms.isEmpty() ? IDLE_WAIT : wentOn ? Duration.ZERO : RESTING_WAIT);
        wentOn = attempt();
        rooms.values().forEach(RoomAppends::giveUpLate);
        rooms.values().removeIf(RoomAppends::isEmpty);
        held = count();
        closeUnused();
      }
    } catch (InterruptedException stopped) {
      List<PendingAppend> rest = new ArrayList<>();
      rooms.values().forEach(room -> room.drainTo(rest));
      waiting.drainTo(rest);
      RoomAppends.giveUp(rest, RedisFailure.exception(Reason.UNAVAILABLE));
    } finally {
      links.values().forEach(AppendLink::disconnect);
    }
  }

  /** Takes what has been handed in; waits at most so long for something. */
  private void gather(Duration wait) throws InterruptedException {
    List<PendingAppend> taken = new ArrayList<>();
    if (!wait.isZero()) {
      PendingAppend first = waiting.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
      if (first != null) {
        taken.add(first);
      }
    }
    int room = MAX_HELD - count();
    waiting.drainTo(taken, Math.max(0, Math.min(MAX_BATCH, room) - taken.size()));
    for (PendingAppend pending : taken) {
      rooms.computeIfAbsent(pending.entry().room(), RoomAppends::new).add(pending);
    }
    held = count();
  }

  private int count() {
    int count = 0;
    for (RoomAppends room : rooms.values()) {
      count += room.size();
    }
    return count;
  }

  /** A server that no longer holds anything of ours need not hear from us; the only one does. */
  private void closeUnused() {
    if (links.size() < 2) {
      return;
    }
    links
        .values()
        .removeIf(
            link -> {
              boolean unused = link.isUnusedFor(LINK_MEMORY);
              if (unused) {
                link.disconnect();
              }
              return unused;
            });
  }

  /** What became of a call. */
  private enum Fate {
    /** Its senders have been told, or are once the replicas have answered. */
    SETTLED,
    /** It is to be sent again, and is nearer to its end. */
    NEARER,
    /** It is to be sent again later. */
    DELAYED
  }

  /** Sends a call for each room that is ready; false where nothing went on. */
  private boolean attempt() throws InterruptedException {
    Map<AppendLink, List<AppendCall>> calls = new LinkedHashMap<>();
    for (RoomAppends room : rooms.values()) {
      room.abandon();
      if (!room.isEmpty() && room.isReady()) {
        call(room, calls);
      }
    }
    boolean wentOn = false;
    for (Map.Entry<AppendLink, List<AppendCall>> round : calls.entrySet()) {
      wentOn |= attempt(round.getKey(), round.getValue());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return wentOn;
  }

  /** Puts the room's next call to those that go where it goes, unless that server rests. */
  private void call(RoomAppends room, Map<AppendLink, List<AppendCall>> calls) {
    try {
      Optional<Endpoint> redirect = room.takeRedirect();
      Endpoint holder = redirect.orElseGet(() -> servers.holderOf(keys.logKey(room.room())));
      AppendLink link =
          links.computeIfAbsent(holder, server -> new AppendLink(connections, server));
      if (link.isReady()) {
        calls
            .computeIfAbsent(link, first -> new ArrayList<>())
            .add(
                new AppendCall(
                    keys,
                    retain,
                    bell,
                    room.room(),
                    room.next(MAX_CALL, MAX_PARTS),
                    redirect.isPresent()));
      }
    } catch (JedisException nowhere) {
      LOG.warn("Appends to {} wait for a server: {}", room.room(), nowhere.toString());
      servers.lookAgain();
      room.delay();
    }
  }

  private boolean attempt(AppendLink link, List<AppendCall> calls) {
    try {
      long asked = System.nanoTime();
      link.send(calls);
      List<Object> answers = link.answers(calls);
      answered(calls, System.nanoTime() - asked);
      List<Settled> waitForReplicas = new ArrayList<>();
      boolean wentOn = false;
      for (int i = 0; i < calls.size(); i++) {
        wentOn |= settle(link, calls.get(i), answers.get(i), waitForReplicas) != Fate.DELAYED;
      }
      settle(link, waitForReplicas);
      return wentOn;
    } catch (JedisException lost) {
      LOG.warn("Appends wait for Redis at {}: {}", link, lost.toString());
      link.lost();
      servers.lookAgain();
      return false;
    } catch (RuntimeException bug) {
      // The thread must outlive it: tried again on a new connection, or given up at its deadline.
      LOG.error("Appends failed", bug);
      link.lost();
      return false;
    }
  }

  private void answered(List<AppendCall> calls, long nanos) {
    observer.answered(RedisObserver.Call.APPEND, nanos);
    observer.leftTogether(calls.stream().mapToInt(AppendCall::size).sum());
  }

  /** A message that stands in the log, and that may be on replicas too. */
  private record Settled(PendingAppend message, Appended appended) {}

  /**
   * Tells the senders of a call what became of it, but for those who want to know of replicas. What
   * is behind the last part with an answer leaves again.
   */
  private Fate settle(
      AppendLink link, AppendCall call, Object answer, List<Settled> waitForReplicas) {
    RoomAppends room = rooms.get(call.room());
    if (room == null) {
      throw new IllegalStateException("a call of no room: " + call.room());
    }
    Iterator<List<PendingAppend>> parts = call.parts().iterator();
    Fate fate = Fate.SETTLED;
    for (Object one : call.answers(answer)) {
      List<PendingAppend> part = parts.next();
      fate = fate(link, part, one, room, waitForReplicas);
      if (fate != Fate.SETTLED) {
        break;
      }
      room.settled(part);
    }
    if (fate == Fate.DELAYED) {
      room.delay();
    }
    return fate;
  }

  private Fate fate(
      AppendLink link,
      List<PendingAppend> part,
      Object answer,
      RoomAppends room,
      List<Settled> waitForReplicas) {
    try {
      if (answer instanceof JedisDataException refused) {
        throw refused;
      }
      Optional<AppendCall.Result> result = AppendCall.read(answer);
      if (result.isEmpty()) {
        return walk(room.room());
      }
      if (!result.get().isListed()) {
        list(room.room());
      }
      for (int i = 0; i < part.size(); i++) {
        PendingAppend message = part.get(i);
        Appended appended =
            new Appended(
                result.get().positions().get(i), result.get().duplicates().get(i), link.level(), 0);
        if (message.replicas() > 0) {
          waitForReplicas.add(new Settled(message, appended));
        } else {
          message.succeed(appended);
        }
      }
      return Fate.SETTLED;
    } catch (JedisNoScriptException unknown) {
      link.forgetScripts();
      return Fate.NEARER;
    } catch (JedisAskDataException onItsWay) {
      room.redirect(servers.endpoint(onItsWay.getTargetNode()));
      return Fate.NEARER;
    } catch (JedisMovedDataException moved) {
      servers.lookAgain();
      return Fate.DELAYED;
    } catch (LogException refused) {
      RoomAppends.giveUp(part, refused);
      return Fate.SETTLED;
    } catch (JedisDataException refused) {
      RedisFailure failure = RedisFailure.of(refused);
      if (failure.elsewhere()) {
        LOG.warn("Appends wait for another server than {}: {}", link, refused.toString());
        link.leave();
        servers.lookAgain();
      }
      if (failure.passing()) {
        return Fate.DELAYED;
      }
      LOG.warn("Redis refused an append: {}", refused.toString());
      RoomAppends.giveUp(part, RedisFailure.exception(refused));
      return Fate.SETTLED;
    }
  }

  /** Whatever becomes of the question about replicas, the messages stand in the log. */
  private static void settle(AppendLink link, List<Settled> waitForReplicas) {
    int replicas = 0;
    try {
      replicas = link.replicas();
    } catch (JedisException lost) {
      LOG.warn("Not known whether replicas of {} have the last appends: {}", link, lost.toString());
      link.lost();
    }
    for (Settled settled : waitForReplicas) {
      Appended appended = settled.appended();
      settled
          .message()
          .succeed(
              replicas == 0
                  ? appended
                  : new Appended(
                      appended.position(), appended.duplicate(), AckLevel.REPLICATED, replicas));
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
  private void list(RoomName room) {
    try {
      RoomIndex.add(servers.client(), keys, room);
    } catch (JedisException refused) {
      LOG.warn("Room {} cannot be listed: {}", room, refused.toString());
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
