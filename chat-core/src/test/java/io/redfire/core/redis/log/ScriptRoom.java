package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.log.Lane;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.TestRedis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;

/** A room that a test has for itself, with each script callable once and by hand. */
final class ScriptRoom implements AutoCloseable {
  final RedisKeys keys;
  final RoomName room = new RoomName("chat");
  final Jedis redis;
  private final Connection connection;

  ScriptRoom(RedisConnections connections) {
    this(connections, new RedisKeys(TestRedis.newPrefix()));
  }

  /** With keys that an earlier one had. */
  ScriptRoom(RedisConnections connections, RedisKeys keys) {
    this.keys = keys;
    connection = connections.open("script-test");
    redis = new Jedis(connection);
  }

  /** In the Redis that all tests share. */
  static ScriptRoom shared() {
    return new ScriptRoom(TestRedis.shared().connections());
  }

  NewMessage message(String from, MessageId id, String text) {
    return new NewMessage(
        room, id, new UserName(from), Instant.parse("2026-11-23T18:00:00.123Z"), text);
  }

  NewMessage message(String text) {
    return message("alice", MessageId.create(), text);
  }

  AppendCall.Result append(NewEntry... messages) {
    return appendOnce(0, messages).orElseThrow();
  }

  /** One call; empty where it asks to be called again after a walk. */
  Optional<AppendCall.Result> appendOnce(long retain, NewEntry... messages) {
    List<PendingAppend> pending = Stream.of(messages).map(ScriptRoom::pending).toList();
    send(retain, List.of(pending));
    return AppendCall.read(connection.getOne());
  }

  /** One call of several parts, and what each of them was answered. */
  List<?> appendBatch(List<List<NewEntry>> parts) {
    List<List<PendingAppend>> pending =
        parts.stream().map(part -> part.stream().map(ScriptRoom::pending).toList()).toList();
    AppendCall call = send(0, pending);
    return call.answers(connection.getMany(1).get(0));
  }

  private AppendCall send(long retain, List<List<PendingAppend>> parts) {
    AppendCall call = new AppendCall(keys, retain, Bell.PUBLISH, room, parts, false);
    call.sendOn(connection, true);
    return call;
  }

  private static PendingAppend pending(NewEntry message) {
    return new PendingAppend(
        message, new Lane(), 0, 0, 0, new CompletableFuture<>(), RedisObserver.NONE);
  }

  /** Appends that many, each with its own number as text. */
  List<Position> appendMany(int count) {
    List<Position> positions = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      positions.addAll(append(message("" + i)).positions());
    }
    return positions;
  }

  void push(String... lines) {
    redis.rpush(keys.log(room), lines);
  }

  void pushMany(int count) {
    push(IntStream.rangeClosed(1, count).mapToObj(i -> "foreign " + i).toArray(String[]::new));
  }

  List<String> lines() {
    return redis.lrange(keys.log(room), 0, -1);
  }

  PageReply after(Position position, int count, int bytes) {
    return page("after", position.seq(), position.tag(), count, bytes);
  }

  PageReply before(long seq, int count, int bytes) {
    return page("before", seq, "", count, bytes);
  }

  private PageReply page(String direction, long seq, String tag, int count, int bytes) {
    return PageReply.of(call(Script.PAGE, direction, "" + seq, tag, "" + count, "" + bytes));
  }

  /** The answer of the fork script: which place, and whether the head is behind. */
  List<Long> fork(Position... known) {
    String[] arguments =
        Stream.of(known)
            .flatMap(place -> Stream.of("" + place.seq(), place.tag()))
            .toArray(String[]::new);
    return call(Script.FORK, arguments).stream().map(Long.class::cast).toList();
  }

  private List<?> call(Script script, String... arguments) {
    return (List<?>)
        redis.eval(
            script.source(),
            List.of(keys.logKey(room), keys.head(room), keys.marks(room)),
            Stream.of(arguments).map(text -> text.getBytes(UTF_8)).toList());
  }

  /** Everything under the test's prefix, as Redis would dump it. */
  Map<String, String> everything() {
    Map<String, String> all = new TreeMap<>();
    for (String pattern : List.of(keys.prefix() + "*", "{" + keys.prefix() + "*")) {
      for (String key : redis.keys(pattern)) {
        all.put(key, new String(redis.dump(key), ISO_8859_1));
      }
    }
    return all;
  }

  @Override
  public void close() {
    redis.close();
  }

  /** What the page script answers. */
  record PageReply(
      String status,
      Position base,
      Position head,
      boolean behind,
      Position after,
      List<String> lines) {
    static PageReply of(List<?> reply) {
      return new PageReply(
          ScriptReply.text(reply, 0),
          ScriptReply.position(reply, 1),
          ScriptReply.position(reply, 3),
          ScriptReply.number(reply, 5) == 1,
          ScriptReply.position(reply, 6),
          IntStream.range(8, reply.size()).mapToObj(i -> ScriptReply.text(reply, i)).toList());
    }

    /** The texts of the lines, which are of ours. */
    List<String> texts() {
      return lines.stream().map(line -> line.replaceAll(".*\"text\":\"(.*)\"}", "$1")).toList();
    }
  }
}
