package io.redfire.core.redis.log;

import io.redfire.core.log.Appended;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.Entry;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Gathered;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The logs of all rooms, each a Redis list. */
public final class RedisMessageLog implements MessageLog {
  private static final Logger LOG = LoggerFactory.getLogger(RedisMessageLog.class);
  private static final int MAX_PAGE_BYTES = 64 * 1024;

  /** Lua counts in doubles, which are exact only so far. */
  private static final long MAX_SEQ = 1L << 50;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader reader;
  private final List<AppendWriter> writers;

  /**
   * Opens the log; connections are made when they are needed.
   *
   * @param retain how many entries a room keeps; 0 keeps all
   * @param readers how many reads may be under way at once
   * @param observer hears how it gets on with Redis
   */
  public RedisMessageLog(
      RedisConnections connections,
      RedisKeys keys,
      long retain,
      int readers,
      RedisObserver observer) {
    this(connections, keys, retain, readers, observer, PATIENCE);
  }

  RedisMessageLog(
      RedisConnections connections,
      RedisKeys keys,
      long retain,
      int readers,
      RedisObserver observer,
      Duration patience) {
    this.keys = keys;
    this.servers = connections.servers("redfire-read", readers);
    this.reader = new ScriptReader(servers.client(), observer);
    this.writers =
        IntStream.range(0, servers.writers())
            .mapToObj(
                i ->
                    new AppendWriter(
                        "append-" + i,
                        connections,
                        servers,
                        keys,
                        retain,
                        this::walk,
                        patience,
                        observer))
            .toList();
  }

  @Override
  public CompletableFuture<Appended> append(NewEntry entry, Lane lane, int replicas) {
    // A room stays on one writer, or its messages could overtake each other. Those of neighbouring
    // slots share one, as they share a server of a cluster.
    int slot = JedisClusterCRC16.getSlot(keys.logKey(entry.room()));
    int writer = slot * writers.size() / Protocol.CLUSTER_HASHSLOTS;
    return writers.get(writer).append(entry, lane, replicas);
  }

  @Override
  public Page readAfter(RoomName room, Position after, int limit) {
    return page(room, "after", after.seq(), after.tag(), limit);
  }

  @Override
  public Page readBefore(RoomName room, long before, int limit) {
    return page(room, "before", Math.min(before, MAX_SEQ), Position.UNKNOWN_TAG, limit);
  }

  private Page page(RoomName room, String direction, long seq, String tag, int limit) {
    List<?> reply;
    do {
      reply = ask(room, direction, seq, tag, limit);
    } while (ScriptReply.number(reply, 5) == 1);
    Bounds bounds = bounds(reply);
    Position after = ScriptReply.position(reply, 6);
    List<Entry> entries = new ArrayList<>(reply.size() - 8);
    Position end = after;
    for (int i = 8; i < reply.size(); i++) {
      Entry entry = EntryCodec.decode(end, ScriptReply.bytes(reply, i));
      entries.add(entry);
      end = entry.position();
    }
    Page.Status status = Page.Status.valueOf(ScriptReply.text(reply, 0).toUpperCase(Locale.ROOT));
    return new Page(status, bounds, after, entries);
  }

  @Override
  public Gathered thread(RoomName room, long root, long from, int limit) {
    List<?> reply =
        gather(
            Script.THREAD,
            keys(room),
            arguments(
                Long.toString(Math.min(root, MAX_SEQ)),
                Long.toString(Math.min(from, MAX_SEQ)),
                Integer.toString(limit),
                Integer.toString(MAX_PAGE_BYTES)));
    List<Entry> entries = gathered(reply);
    // The root comes first, and the replies the other way round.
    Collections.reverse(entries.subList(1, entries.size()));
    return new Gathered(bounds(reply), entries, ScriptReply.number(reply, 5));
  }

  @Override
  public Gathered pins(RoomName room, long from, int limit) {
    List<byte[]> names = new ArrayList<>(keys(room));
    names.add(keys.pins(room));
    List<?> reply =
        gather(
            Script.PINS,
            names,
            arguments(
                Long.toString(Math.min(from, MAX_SEQ)),
                Integer.toString(limit),
                Integer.toString(MAX_PAGE_BYTES)));
    return new Gathered(bounds(reply), gathered(reply), ScriptReply.number(reply, 5));
  }

  @Override
  public List<Entry> readAt(RoomName room, List<Long> seqs) {
    List<Entry> entries = new ArrayList<>();
    List<Long> wanted = seqs;
    while (!wanted.isEmpty()) {
      List<byte[]> arguments = new ArrayList<>(arguments(Integer.toString(MAX_PAGE_BYTES)));
      wanted.forEach(seq -> arguments.addAll(arguments(Long.toString(Math.min(seq, MAX_SEQ)))));
      List<?> reply = gather(Script.AT, keys(room), arguments);
      entries.addAll(gathered(reply));
      long next = ScriptReply.number(reply, 5);
      wanted = next == 0 ? List.of() : wanted.stream().filter(seq -> seq >= next).toList();
    }
    return entries;
  }

  /** Asks until no lines of other programs are to be walked over any more. */
  private List<?> gather(Script script, List<byte[]> names, List<byte[]> arguments) {
    List<?> reply;
    do {
      reply = reader.run(script, names, arguments);
    } while (ScriptReply.text(reply, 0).equals("behind"));
    if (ScriptReply.text(reply, 0).equals("refused")) {
      throw AppendCall.refusal(reply);
    }
    return reply;
  }

  private static Bounds bounds(List<?> reply) {
    return new Bounds(ScriptReply.position(reply, 1), ScriptReply.position(reply, 3));
  }

  /** The entries of an answer, each told as the position before it and its line. */
  private static List<Entry> gathered(List<?> reply) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 6; i < reply.size(); i += 3) {
      entries.add(
          EntryCodec.decode(ScriptReply.position(reply, i), ScriptReply.bytes(reply, i + 2)));
    }
    return entries;
  }

  /** Walks the room's head one step over the lines of other programs. */
  private void walk(RoomName room) {
    var unused = ask(room, "before", 0, Position.UNKNOWN_TAG, 0);
  }

  private List<?> ask(RoomName room, String direction, long seq, String tag, int limit) {
    return reader.run(
        Script.PAGE,
        keys(room),
        arguments(
            direction,
            Long.toString(seq),
            tag,
            Integer.toString(limit),
            Integer.toString(MAX_PAGE_BYTES)));
  }

  @Override
  public Optional<Position> newestInLog(RoomName room, List<Position> known) {
    String[] places =
        known.stream()
            .flatMap(place -> List.of(Long.toString(place.seq()), place.tag()).stream())
            .toArray(String[]::new);
    List<?> reply;
    do {
      reply = reader.run(Script.FORK, keys(room), arguments(places));
    } while (ScriptReply.number(reply, 1) == 1);
    int place = Math.toIntExact(ScriptReply.number(reply, 0));
    return place == 0 ? Optional.empty() : Optional.of(known.get(place - 1));
  }

  @Override
  public Map<RoomName, Position> peek(Collection<RoomName> rooms) {
    Map<Endpoint, List<RoomName>> held =
        reader.ask(
            redis ->
                rooms.stream()
                    .collect(Collectors.groupingBy(room -> servers.holderOf(keys.logKey(room)))));
    Map<RoomName, Position> ends = new HashMap<>();
    List<LogException> failures = new ArrayList<>();
    held.forEach(
        (server, itsRooms) -> {
          try {
            ends.putAll(reader.ask(RedisObserver.Call.PEEK, redis -> peek(server, itsRooms)));
          } catch (LogException silent) {
            servers.lookAgain();
            failures.add(silent);
          }
        });
    // One server of a cluster that is away must not blind the node for the rooms of the others.
    if (!failures.isEmpty() && failures.size() == held.size()) {
      throw failures.get(0);
    }
    return ends;
  }

  private Map<RoomName, Position> peek(Endpoint server, List<RoomName> rooms) {
    Map<RoomName, Response<Long>> lengths = new LinkedHashMap<>();
    Map<RoomName, Response<List<byte[]>>> heads = new HashMap<>();
    try (Connection connection = servers.borrow(server);
        Pipeline pipeline = new Pipeline(connection, false)) {
      for (RoomName room : rooms) {
        lengths.put(room, pipeline.llen(keys.logKey(room)));
        heads.put(room, pipeline.hmget(keys.head(room), bytes("base"), bytes("seq"), bytes("tag")));
      }
    }
    Map<RoomName, Position> ends = new HashMap<>();
    lengths.forEach(
        (room, length) -> {
          Response<List<byte[]>> head = heads.get(room);
          try {
            if (head != null) {
              ends.put(room, end(length.get(), head.get()));
            }
          } catch (JedisRedirectionException moved) {
            servers.lookAgain();
          } catch (JedisDataException notALog) {
            LOG.warn("The key of room {} does not hold a log: {}", room, notALog.getMessage());
          }
        });
    return ends;
  }

  private static Position end(long length, List<byte[]> head) {
    long base = number(head.get(0));
    long seq = number(head.get(1));
    boolean walked = base + length == seq && head.get(2) != null;
    return walked
        ? new Position(seq, new String(head.get(2), StandardCharsets.US_ASCII))
        : new Position(base + length, Position.UNKNOWN_TAG);
  }

  @SuppressWarnings("NullAway") // Redis answers a missing field with null.
  private static long number(byte[] field) {
    return field == null ? 0 : Long.parseLong(new String(field, StandardCharsets.US_ASCII));
  }

  /** How many messages were handed in and have no outcome yet. */
  public int waitingAppends() {
    return writers.stream().mapToInt(AppendWriter::waiting).sum();
  }

  @Override
  public void note(RoomName room) {
    reader.ask(
        redis -> {
          RoomIndex.add(redis, keys, room);
          return room;
        });
  }

  @Override
  public List<RoomName> rooms(Optional<RoomName> after, int limit) {
    return reader.ask(redis -> RoomIndex.list(redis, keys, after, limit));
  }

  @Override
  public List<RoomName> roomsFrom(long place, int limit) {
    return reader.ask(redis -> RoomIndex.listFrom(redis, keys, place, limit));
  }

  @Override
  public void close() {
    writers.forEach(AppendWriter::close);
    servers.close();
  }

  private List<byte[]> keys(RoomName room) {
    return List.of(keys.logKey(room), keys.head(room), keys.marks(room));
  }

  private static List<byte[]> arguments(String... texts) {
    return List.of(texts).stream().map(RedisMessageLog::bytes).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
