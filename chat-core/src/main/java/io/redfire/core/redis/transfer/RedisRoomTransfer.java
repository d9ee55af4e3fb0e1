package io.redfire.core.redis.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.log.Bounds;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.MemberPage;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.Script;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import io.redfire.core.transfer.LinePage;
import io.redfire.core.transfer.RoomOutline;
import io.redfire.core.transfer.RoomTransfer;
import io.redfire.core.transfer.StagedRoom;
import io.redfire.core.transfer.StoredRules;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Takes rooms out of Redis, and puts them in. */
public final class RedisRoomTransfer implements RoomTransfer {
  private static final Script PAGE = Script.ofLog("page.lua");
  private static final int PAGE_LINES = 128;
  private static final int PAGE_BYTES = 24 * 1024;
  private static final int MEMBERS = 200;
  private static final int TRIES = 10;
  private static final byte[] CREATED_AT = "created_at".getBytes(UTF_8);

  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader redis;
  private final MessageLog log;
  private final RoomMembers members;

  /**
   * Opens it; connections are made when they are needed.
   *
   * @param connections how many questions may be under way at once
   * @param log of the same Redis, as are the members
   */
  public RedisRoomTransfer(
      RedisConnections redis,
      RedisKeys keys,
      int connections,
      MessageLog log,
      RoomMembers members) {
    this.keys = keys;
    this.servers = redis.servers("redfire-transfer", connections);
    this.redis = new ScriptReader(servers.client(), RedisObserver.NONE);
    this.log = log;
    this.members = members;
  }

  @Override
  public RoomOutline outline(RoomName room) {
    for (int i = 0; i < TRIES; i++) {
      RoomState before = members.state(room, Optional.empty());
      Map<UserName, Part> parts = parts(room);
      Optional<StoredRules> rules = before.rules().map(known -> stored(room, before));
      Bounds bounds = log.bounds(room);
      if (members.state(room, Optional.empty()).version().equals(before.version())) {
        return new RoomOutline(bounds, rules, parts);
      }
    }
    throw new LogException(
        LogException.Reason.GOVERNANCE_STALE,
        "the room's rules or members change all the time (expected: later, or with the room quiet)",
        null);
  }

  private StoredRules stored(RoomName room, RoomState state) {
    List<byte[]> created = redis.ask(pool -> pool.hmget(keys.rules(room), CREATED_AT));
    byte[] millis = created.get(0);
    return new StoredRules(
        state.version(),
        state.rules().orElseThrow(),
        state.owners(),
        state.members(),
        millis == null
            ? Instant.EPOCH
            : Instant.ofEpochMilli(Long.parseLong(new String(millis, UTF_8))));
  }

  private Map<UserName, Part> parts(RoomName room) {
    Map<UserName, Part> parts = new TreeMap<>(Comparator.comparing(UserName::value));
    String from = "";
    do {
      MemberPage page = members.members(room, from, MEMBERS);
      parts.putAll(page.parts());
      from = page.next();
    } while (!from.isEmpty());
    return parts;
  }

  @Override
  public LinePage read(RoomName room, Position after) {
    List<?> reply;
    do {
      reply =
          redis.run(
              PAGE,
              List.of(keys.logKey(room), keys.head(room), keys.marks(room)),
              words(
                  "after",
                  Long.toString(after.seq()),
                  after.tag(),
                  Integer.toString(PAGE_LINES),
                  Integer.toString(PAGE_BYTES)));
    } while (ScriptReply.number(reply, 5) == 1);
    List<?> found = reply;
    return ScriptReply.text(found, 0).equals("ok")
        ? new LinePage(
            true,
            IntStream.range(8, found.size()).mapToObj(i -> ScriptReply.bytes(found, i)).toList())
        : new LinePage(false, List.of());
  }

  @Override
  public StagedRoom stage(RoomName room, Position base) {
    if (!outlineIsNothing(room)) {
      throw RedisStagedRoom.exists();
    }
    return new RedisStagedRoom(redis, keys, room, UUID.randomUUID().toString(), base);
  }

  private boolean outlineIsNothing(RoomName room) {
    return members.state(room, Optional.empty()).rules().isEmpty()
        && log.bounds(room).head().seq() == 0;
  }

  static List<byte[]> words(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  @Override
  public void close() {
    servers.close();
  }
}
