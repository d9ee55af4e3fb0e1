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
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.Tuple;

/** The ledger in Redis: all that is known of a hash in the slot of that hash. */
public final class RedisBlobLedger implements BlobLedger {
  /** Holders that are told at once, the eldest first; those behind them come when these went. */
  private static final int MOST_HOLDERS = 1000;

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
  public Optional<BlobPlace> hold(BlobHolder holder, BlobPlace mine, Instant now, Instant until) {
    ContentHash hash = mine.hash();
    // First, or nobody would find what is left of a caller that dies.
    redis.ask(pool -> pool.zadd(keys.blobs(), 0, bytes(hash), ZAddParams.zAddParams().nx()));
    return place(
        hash,
        redis.run(
            BlobScripts.HOLD,
            List.of(keys.blobPlace(hash), keys.blobHolders(hash), keys.blobDoomed(hash)),
            words(text(holder), now.toEpochMilli(), text(mine), until.toEpochMilli())));
  }

  @Override
  public Optional<BlobPlace> keep(BlobPlace mine) {
    ContentHash hash = mine.hash();
    return place(
        hash,
        redis.run(
            BlobScripts.KEEP,
            List.of(keys.blobPlace(hash), keys.blobDoomed(hash)),
            words(text(mine))));
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
  public Map<BlobHolder, Instant> holders(ContentHash hash) {
    Map<BlobHolder, Instant> holders = new LinkedHashMap<>();
    for (Tuple each :
        redis.ask(pool -> pool.zrangeWithScores(keys.blobHolders(hash), 0, MOST_HOLDERS - 1))) {
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
    // Taken off first and looked at after, so that whoever comes in between is listed in the end.
    redis.ask(pool -> pool.zrem(keys.blobs(), bytes(hash)));
    boolean known =
        redis.ask(
            pool ->
                pool.zcard(keys.blobHolders(hash)) > 0 || pool.zcard(keys.blobDoomed(hash)) > 0);
    if (known) {
      redis.ask(pool -> pool.zadd(keys.blobs(), 0, bytes(hash), ZAddParams.zAddParams().nx()));
    }
  }

  @Override
  public List<ContentHash> list(Optional<ContentHash> after, int limit) {
    byte[] from = bytes(after.map(hash -> "(" + hash).orElse("-"));
    return redis
        .ask(
            pool ->
                pool.zrange(
                    keys.blobs(), ZRangeParams.zrangeByLexParams(from, bytes("+")).limit(0, limit)))
        .stream()
        .map(text -> new ContentHash(new String(text, UTF_8)))
        .toList();
  }

  @Override
  @SuppressWarnings("NullAway") // Redis answers a missing key with null.
  public boolean mayCollect(String name, Duration time) {
    byte[] key = keys.collector();
    byte[] mine = bytes(name);
    SetParams whereNobodys = SetParams.setParams().nx().px(time.toMillis());
    return redis.ask(
        pool -> {
          if (pool.set(key, mine, whereNobodys) != null) {
            return true;
          }
          byte[] owner = pool.get(key);
          if (owner == null || !name.equals(new String(owner, UTF_8))) {
            return false;
          }
          // Two that collect at once do no harm, so nothing hangs on the moment in between.
          pool.set(key, mine, SetParams.setParams().px(time.toMillis()));
          return true;
        });
  }

  private static byte[] bytes(Object text) {
    return text.toString().getBytes(UTF_8);
  }

  @Override
  public void close() {
    servers.close();
  }
}
