package io.redfire.core.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.ClientAddress;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A command that Redfire gives to Redis, so that a user's rights can be compared with it.
 * Immutable.
 *
 * @param words the command and its arguments, with keys of a room that nobody uses
 * @param without what is missing for a user who may not; empty if nothing works then
 */
public record RedisNeed(List<String> words, String without) {
  private static final List<String> CONTAINERS = List.of("CLIENT", "CLUSTER", "CONFIG");
  private static final RoomName ROOM = new RoomName("doctor");
  private static final UserName USER = new UserName("doctor");

  /**
   * All that a node does there. Whoever lets a node do more names it here; {@link RedisAcl} and the
   * doctor follow, and {@code LeastPrivilegeTest} fails until then.
   *
   * @param address tells whether it is a cluster or a database of another number, which take some
   *     commands more
   * @param prefix what stands before every key and channel
   */
  public static List<RedisNeed> all(RedisAddress address, String prefix) {
    List<RedisNeed> all = new ArrayList<>(everywhere(prefix));
    if (address.database() != 0) {
      all.add(need("SELECT", Integer.toString(address.database())));
    }
    if (address.place() instanceof RedisAddress.Cluster) {
      all.add(need("CLUSTER", "SLOTS"));
      all.add(need("ASKING"));
    }
    String signals = text(new RedisKeys(prefix).signals(ROOM));
    if (Bell.of(address) == Bell.SPUBLISH) {
      all.add(need("SPUBLISH", log(prefix), ""));
      all.add(need("SPUBLISH", signals, ""));
      all.add(need("SSUBSCRIBE", signals, log(prefix)));
      all.add(need("SUNSUBSCRIBE", signals, log(prefix)));
    } else {
      all.add(need("PUBLISH", signals, ""));
      all.add(need("SUBSCRIBE", signals, log(prefix)));
      all.add(need("UNSUBSCRIBE", signals, log(prefix)));
    }
    all.addAll(accounts(new RedisKeys(prefix)));
    all.addAll(limits(new RedisKeys(prefix)));
    all.addAll(imports(new RedisKeys(prefix)));
    all.addAll(attachments(new RedisKeys(prefix)));
    return all;
  }

  private static String log(String prefix) {
    return new RedisKeys(prefix).log(ROOM);
  }

  private static List<RedisNeed> accounts(RedisKeys keys) {
    UserName user = new UserName("doctor");
    String account = text(keys.account(user));
    String sessions = text(keys.sessions(user));
    String claim = text(keys.nameClaim("doctor"));
    String code = text(keys.code("doctor"));
    String accounts = text(keys.accounts());
    String admins = text(keys.admins());
    return List.of(
        need("EVAL", "", "2", account, sessions),
        need("EVALSHA", "", "2", account, sessions),
        need("EVAL", "", "1", code),
        need("EVALSHA", "", "1", code),
        need("EXISTS", account),
        need("HGET", account, ""),
        need("HMGET", account, ""),
        need("HSET", account, "", ""),
        need("HGET", sessions, ""),
        need("HGETALL", sessions),
        need("HVALS", sessions),
        need("HSET", sessions, "", ""),
        need("HDEL", sessions, ""),
        need("PEXPIREAT", sessions, "0"),
        need("SET", claim, "", "NX"),
        need("GET", claim),
        need("GET", code),
        need("SET", code, "", "PX", "1"),
        need("ZADD", accounts, "NX", "0", ""),
        need("ZRANGE", accounts, "-", "+", "BYLEX"),
        need("SADD", admins, ""),
        need("SREM", admins, ""),
        need("SMEMBERS", admins));
  }

  private static List<RedisNeed> imports(RedisKeys keys) {
    String staged = text(keys.staged(ROOM, "doctor", "log"));
    return List.of(
        new RedisNeed(
            List.of("RENAME", staged, keys.log(ROOM)), "administrators cannot import rooms"),
        new RedisNeed(List.of("PERSIST", keys.log(ROOM)), "administrators cannot import rooms"),
        new RedisNeed(List.of("PEXPIRE", staged, "1"), "administrators cannot import rooms"),
        new RedisNeed(List.of("UNLINK", staged), "administrators cannot import rooms"));
  }

  private static List<RedisNeed> attachments(RedisKeys keys) {
    String without = "nobody can send attachments";
    ContentHash hash = new ContentHash("0".repeat(64));
    String upload = text(keys.upload("doctor"));
    String part = text(keys.uploadPart("doctor", 0));
    String uploads = text(keys.uploadsOf(USER));
    String place = text(keys.blobPlace(hash));
    String bytes = text(keys.blobPart(hash, "doctor", 0));
    String holders = text(keys.blobHolders(hash));
    String doomed = text(keys.blobDoomed(hash));
    String blobs = text(keys.blobs());
    String held = text(keys.attachments(ROOM));
    String thumbnails = text(keys.thumbnails(ROOM));
    String refs = text(keys.attachmentRefs(ROOM));
    return Stream.of(
            List.of("EVALSHA", "", "2", upload, part),
            List.of("EVALSHA", "", "3", place, holders, doomed),
            List.of("HSET", upload, "", ""),
            List.of("HMGET", upload, ""),
            List.of("HGET", upload, ""),
            List.of("PEXPIREAT", upload, "0"),
            List.of("STRLEN", part),
            List.of("APPEND", part, ""),
            List.of("PEXPIREAT", part, "0"),
            List.of("GET", part),
            List.of("UNLINK", part),
            List.of("ZREMRANGEBYSCORE", uploads, "0", "0"),
            List.of("ZSCORE", uploads, ""),
            List.of("ZCARD", uploads),
            List.of("ZRANGE", uploads, "0", "-1", "REV"),
            List.of("ZADD", uploads, "0", ""),
            List.of("ZREM", uploads, ""),
            List.of("PEXPIREAT", uploads, "0"),
            List.of("GET", place),
            List.of("SET", place, ""),
            List.of("DEL", place),
            List.of("SET", bytes, ""),
            List.of("GETRANGE", bytes, "0", "0"),
            List.of("EXISTS", bytes),
            List.of("UNLINK", bytes),
            List.of("ZADD", holders, "0", ""),
            List.of("ZREM", holders, ""),
            List.of("ZCARD", holders),
            List.of("ZRANGE", holders, "0", "-1", "WITHSCORES"),
            List.of("ZRANGEBYSCORE", doomed, "0", "0"),
            List.of("ZSCORE", doomed, ""),
            List.of("ZADD", blobs, "NX", "0", ""),
            List.of("ZREM", blobs, ""),
            List.of("ZRANGE", blobs, "-", "+", "BYLEX"),
            List.of("EVALSHA", "", "1", text(keys.collector())),
            List.of("GET", text(keys.collector())),
            List.of("DEL", text(keys.collector())),
            List.of("SET", text(keys.collector()), "", "PX", "1"),
            List.of("EVALSHA", "", "1", blobs),
            List.of("HMGET", held, ""),
            List.of("HGET", held, ""),
            List.of("HSET", held, "", ""),
            List.of("HDEL", held, ""),
            List.of("HGET", thumbnails, ""),
            List.of("HSET", thumbnails, "", ""),
            List.of("HDEL", thumbnails, ""),
            List.of("HLEN", thumbnails),
            List.of("HLEN", held),
            List.of("ZADD", refs, "0", ""),
            List.of("ZCARD", refs),
            List.of("ZRANGE", refs, "-", "+", "BYLEX"),
            List.of("ZREM", refs, ""))
        .map(words -> new RedisNeed(words, without))
        .toList();
  }

  private static List<RedisNeed> limits(RedisKeys keys) {
    Rate rate = new Rate(1, Duration.ofSeconds(1));
    return Stream.of(
            RateKey.ofUser(new UserName("doctor"), "send"),
            RateKey.ofRoom(ROOM, "send"),
            RateKey.ofMember(ROOM, USER, "slow-mode"),
            RateKey.ofAddress(ClientAddress.of(InetAddress.getLoopbackAddress()), "log-in"))
        .map(key -> text(keys.rate(key, rate)))
        .flatMap(
            bucket ->
                Stream.of(
                    need("GET", bucket),
                    need("SET", bucket, "", "PX", "1"),
                    need("EVAL", "", "1", bucket),
                    need("EVALSHA", "", "1", bucket)))
        .toList();
  }

  private static List<RedisNeed> everywhere(String prefix) {
    RedisKeys keys = new RedisKeys(prefix);
    String log = keys.log(ROOM);
    String head = text(keys.head(ROOM));
    String marks = text(keys.marks(ROOM));
    String ids = text(keys.ids(ROOM, Instant.EPOCH));
    String quiet = text(keys.quiet(ROOM));
    String pins = text(keys.pins(ROOM));
    String rules = text(keys.rules(ROOM));
    String members = text(keys.members(ROOM));
    String mentions = text(keys.mentions(ROOM));
    String read = text(keys.read(ROOM));
    String delivered = text(keys.delivered(ROOM));
    String presence = text(keys.presence(USER));
    String roomsOf = text(keys.roomsOf(USER));
    String invite = text(keys.invite("doctor"));
    String claim = text(keys.roomNameClaim("doctor"));
    String commands = text(keys.commands(ROOM));
    String webhooks = text(keys.webhooks(ROOM));
    String webhook = text(keys.webhook(ROOM, "doctor"));
    String webhookRooms = text(keys.webhookRooms());
    String rooms = text(keys.rooms());
    return List.of(
        need("EVAL", "", "6", log, head, marks, ids, quiet, pins),
        need("EVALSHA", "", "6", log, head, marks, ids, quiet, pins),
        need("EVAL", "", "5", log, head, marks, ids, quiet),
        need("EVALSHA", "", "5", log, head, marks, ids, quiet),
        need("EVALSHA", "", "9", log, head, marks, ids, quiet, rules, members, mentions, read),
        need("EVALSHA", "", "1", invite),
        need("EVALSHA", "", "1", commands),
        need("HGET", commands, ""),
        need("HGETALL", commands),
        need("HLEN", commands),
        need("HSET", commands, "", ""),
        need("HDEL", commands, ""),
        need("EVALSHA", "", "1", webhooks),
        need("HGET", webhooks, ""),
        need("HGETALL", webhooks),
        need("HLEN", webhooks),
        need("HSET", webhooks, "", ""),
        need("HDEL", webhooks, ""),
        need("EVALSHA", "", "2", webhooks, webhook),
        need("EVALSHA", "", "1", webhook),
        need("HGET", webhook, ""),
        need("HMGET", webhook, ""),
        need("HSET", webhook, "", ""),
        need("HLEN", webhook),
        need("DEL", webhook),
        need("ZADD", webhookRooms, "NX", "0", ""),
        need("ZREM", webhookRooms, ""),
        need("ZRANGE", webhookRooms, "-", "+", "BYLEX"),
        need("LLEN", log),
        need("LINDEX", log, "0"),
        need("LRANGE", log, "0", "-1"),
        need("LSET", log, "0", ""),
        need("LTRIM", log, "0", "-1"),
        need("RPUSH", log, ""),
        need("HMGET", head, ""),
        need("HSET", head, "", ""),
        need("HGET", marks, ""),
        need("HLEN", marks),
        need("HSET", marks, "", ""),
        need("HDEL", marks, ""),
        need("EXISTS", marks),
        need("DEL", marks),
        need("HGET", ids, ""),
        need("HSET", ids, "", ""),
        need("PEXPIREAT", ids, "0"),
        need("ZADD", quiet, "0", ""),
        need("ZCARD", quiet),
        need("ZCOUNT", quiet, "0", "0"),
        need("ZSCORE", quiet, ""),
        need("ZRANGE", quiet, "0", "0", "BYSCORE", "REV"),
        need("ZREMRANGEBYSCORE", quiet, "0", "0"),
        need("ZADD", pins, "0", ""),
        need("ZREM", pins, ""),
        need("ZCARD", pins),
        need("ZCOUNT", pins, "0", "0"),
        need("ZRANGEBYSCORE", pins, "0", "0"),
        need("ZREMRANGEBYSCORE", pins, "0", "0"),
        need("EXISTS", rules),
        need("HMGET", rules, ""),
        need("HSET", rules, "", ""),
        need("HGET", members, ""),
        need("HSCAN", members, "0"),
        need("HSET", members, "", ""),
        need("HDEL", members, ""),
        need("HGET", mentions, ""),
        need("HMGET", mentions, ""),
        need("HSET", mentions, "", ""),
        need("HGET", read, ""),
        need("HSET", read, "", ""),
        need("HMGET", read, ""),
        need("HGET", delivered, ""),
        need("HSET", delivered, "", ""),
        need("HMGET", delivered, ""),
        need("EVALSHA", "", "1", presence),
        need("TIME"),
        need("HGETALL", presence),
        need("HSET", presence, "", ""),
        need("HDEL", presence, ""),
        need("PEXPIRE", presence, "1"),
        need("ZADD", roomsOf, "NX", "0", ""),
        need("ZRANGE", roomsOf, "0", "-1"),
        need("ZREM", roomsOf, ""),
        need("EXISTS", invite),
        need("HMGET", invite, ""),
        need("HSET", invite, "", ""),
        need("PEXPIREAT", invite, "0"),
        need("SET", claim, "", "NX"),
        need("GET", claim),
        need("ZADD", rooms, "NX", "0", ""),
        need("ZRANGE", rooms, "-", "+", "BYLEX"),
        need("PUBLISH", log, ""),
        need("SUBSCRIBE", log),
        need("SUBSCRIBE", text(keys.control())),
        need("UNSUBSCRIBE", log),
        need("PING"),
        need("CLIENT", "SETNAME", ""),
        new RedisNeed(
            List.of("CONFIG", "GET", "appendfsync"),
            "messages are acknowledged as ACCEPTED even where they are on disk"),
        new RedisNeed(List.of("WAIT", "1", "0"), "no message can be acknowledged as REPLICATED"));
  }

  /** The command as a person would name it. */
  public String shown() {
    return words.get(0) + (CONTAINERS.contains(words.get(0)) ? " " + words.get(1) : "");
  }

  /** The right to do it, as ACL SETUSER takes it. */
  String rule() {
    return "+" + shown().toLowerCase(Locale.ROOT).replace(' ', '|');
  }

  private static RedisNeed need(String... words) {
    return new RedisNeed(List.of(words), "");
  }

  private static String text(byte[] name) {
    return new String(name, UTF_8);
  }
}
