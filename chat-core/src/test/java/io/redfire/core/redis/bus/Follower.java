package io.redfire.core.redis.bus;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.LogException;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.log.RedisMessageLog;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A listener that knows of entries by the bell alone: it reads the log when it is told that it may
 * have missed something, and never else. So a ring that was lost and not told of stays unknown.
 */
final class Follower implements MessageBus.Listener, AutoCloseable {
  private static final int PAGE = 128;

  private final RoomName room;
  private final RedisMessageLog log;
  private final Set<Position> known = ConcurrentHashMap.newKeySet();
  private final AtomicInteger restored = new AtomicInteger();
  private final ExecutorService reader = Executors.newSingleThreadExecutor();

  Follower(RoomName room, RedisMessageLog log) {
    this.room = room;
    this.log = log;
  }

  RoomName room() {
    return room;
  }

  @Override
  public void onLine(byte[] line) {
    EntryCodec.claim(line).ifPresent(known::add);
  }

  @Override
  public void onRestored() {
    restored.incrementAndGet();
    reader.execute(this::readAll);
  }

  /** Reads the log, again until it can. */
  void readAll() {
    Optional<Set<Position>> all = Optional.empty();
    while (all.isEmpty() && !reader.isShutdown()) {
      all = entries();
    }
    all.ifPresent(known::addAll);
  }

  /** How often it was told. */
  int restored() {
    return restored.get();
  }

  boolean knows(Position position) {
    return known.contains(position);
  }

  /** Whether it knows all that the log holds now. */
  boolean knowsAll() {
    return entries().filter(known::containsAll).isPresent();
  }

  /** The places of all entries; empty where they cannot be read now. */
  private Optional<Set<Position>> entries() {
    Set<Position> all = ConcurrentHashMap.newKeySet();
    try {
      Page page;
      Position end = Position.ORIGIN;
      do {
        page = log.readAfter(room, end, PAGE);
        page.entries().forEach(entry -> all.add(entry.position()));
        end = page.end();
      } while (page.hasMore());
      return Optional.of(all);
    } catch (LogException notNow) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
