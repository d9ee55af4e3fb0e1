package io.redfire.core.redis.blob;

import static io.redfire.core.redis.blob.BlobScripts.words;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.BlobLedger;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.Tuple;

/** The ledger in Redis: all that is known of a hash in the slot of that hash. */
public final class RedisBlobLedger implements BlobLedger {
  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader redis;

  /**
   * Opens it; connections are made when they are needed.
   *
   * @param askers how many may ask at once
   */
  public RedisBlobLedger(RedisConnections connections, RedisKeys keys, int askers) {
    this.keys = keys;
    this.servers = connections.servers("redfire-blob-ledger", askers);
    this.redis = new ScriptReader(servers.client(), RedisObserver.NONE);
  }

  @Override
  public Optional<BlobPlace> hold(
      BlobHolder holder, BlobPlace mine, Optional<BlobPlace> lost, Instant now, Instant until) {
    ContentHash hash = mine.hash();
    // First, or nobody would find what is left of a caller that dies; and again, since it may have
    // been taken off in between.
    enlist(hash);
    List<?> answer =
        redis.run(
            BlobScripts.HOLD,
            List.of(keys.blobPlace(hash), keys.blobHolders(hash), keys.blobDoomed(hash)),
            words(text(holder), now.toEpochMilli(), text(mine), until.toEpochMilli(), text(lost)));
    enlist(hash);
    return place(hash, answer);
  }

  private void enlist(ContentHash hash) {
    var unused = redis.run(BlobScripts.LIST, List.of(keys.blobs()), words(hash));
  }

  @Override
  public Optional<BlobPlace> keep(BlobPlace mine, Optional<BlobPlace> lost, Instant now) {
    ContentHash hash = mine.hash();
    return place(
        hash,
        redis.run(
            BlobScripts.KEEP,
            List.of(keys.blobPlace(hash), keys.blobDoomed(hash)),
            words(text(mine), now.toEpochMilli(), text(lost))));
  }

  private static Optional<BlobPlace> place(ContentHash hash, List<?> answer) {
    return ScriptReply.text(answer, 0).equals("there")
        ? Optional.of(place(hash, ScriptReply.text(answer, 1)))
        : Optional.empty();
  }

  private static BlobPlace place(ContentHash hash, String text) {
    int end = text.indexOf(':');
    return new BlobPlace(hash, text.substring(0, end), Long.parseLong(text.substring(end + 1)));
  }

  private static String text(BlobPlace place) {
    return place.word() + ":" + place.size();
  }

  private static String text(Optional<BlobPlace> lost) {
    return lost.map(RedisBlobLedger::text).orElse("");
  }

  private static String text(BlobHolder holder) {
    return holder.id() + ":" + holder.room();
  }

  @Override
  @SuppressWarnings("NullAway") // Redis answers a missing key with null.
  public Optional<BlobPlace> find(ContentHash hash) {
    return redis
        .ask(pool -> Optional.ofNullable(pool.get(keys.blobPlace(hash))))
        .map(text -> place(hash, new String(text, UTF_8)));
  }

  @Override
  public void release(ContentHash hash, BlobHolder holder, Instant now) {
    var unused =
        redis.run(
            BlobScripts.RELEASE,
            List.of(keys.blobPlace(hash), keys.blobHolders(hash), keys.blobDoomed(hash)),
            words(text(holder), now.toEpochMilli()));
  }

  @Override
  public Map<BlobHolder, Instant> holders(ContentHash hash, long from) {
    Map<BlobHolder, Instant> holders = new LinkedHashMap<>();
    for (Tuple each :
        redis.ask(
            pool -> pool.zrangeWithScores(keys.blobHolders(hash), from, from + MOST_HOLDERS - 1))) {
      String text = new String(each.getBinaryElement(), UTF_8);
      int end = text.indexOf(':');
      holders.put(
          new BlobHolder(text.substring(0, end), new RoomName(text.substring(end + 1))),
          Instant.ofEpochMilli((long) each.getScore()));
    }
    return holders;
  }

  @Override
  public List<BlobPlace> clearing(ContentHash hash, Instant now) {
    return redis
        .run(BlobScripts.CLEAR, List.of(keys.blobDoomed(hash)), words(now.toEpochMilli()))
        .stream()
        .map(text -> place(hash, new String((byte[]) text, UTF_8)))
        .toList();
  }

  @Override
  public void cleared(BlobPlace place) {
    redis.ask(pool -> pool.zrem(keys.blobDoomed(place.hash()), bytes(text(place))));
  }

  @Override
  public void unlist(ContentHash hash) {
    if (isKnown(hash)) {
      return;
    }
    redis.ask(pool -> pool.zrem(keys.blobs(), bytes(hash)));
    // Looked at after that too, so that whoever comes in between is listed in the end.
    if (isKnown(hash)) {
      enlist(hash);
    }
  }

  private boolean isKnown(ContentHash hash) {
    return redis.ask(
        pool -> pool.zcard(keys.blobHolders(hash)) > 0 || pool.zcard(keys.blobDoomed(hash)) > 0);
  }

  @Override
  public List<ContentHash> list(Optional<ContentHash> after, int limit) {
    byte[] from = bytes(after.map(hash -> "(" + hash).orElse("-"));
    while (true) {
      List<byte[]> some =
          redis.ask(
              pool ->
                  pool.zrange(
                      keys.blobs(),
                      ZRangeParams.zrangeByLexParams(from, bytes("+")).limit(0, limit)));
      byte[][] others =
          some.stream().filter(text -> !isHash(new String(text, UTF_8))).toArray(byte[][]::new);
      if (others.length == 0) {
        return some.stream().map(text -> new ContentHash(new String(text, UTF_8))).toList();
      }
      // No bytes can be known by that, and nobody would get past them.
      redis.ask(pool -> pool.zrem(keys.blobs(), others));
    }
  }

  private static boolean isHash(String text) {
    return text.matches("[0-9a-f]{64}");
  }

  @Override
  public boolean mayCollect(String name, Duration time) {
    List<?> answer =
        redis.run(BlobScripts.LEASE, List.of(keys.collector()), words(name, time.toMillis()));
    return ScriptReply.text(answer, 0).equals("yours");
  }

  private static byte[] bytes(Object text) {
    return text.toString().getBytes(UTF_8);
  }

  @Override
  public void close() {
    servers.close();
  }
}
