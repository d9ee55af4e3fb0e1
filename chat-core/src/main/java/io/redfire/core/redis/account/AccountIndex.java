package io.redfire.core.redis.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Bytes;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.params.ZRangeParams;

/**
 * The names of the accounts, a sorted set in the order of their bytes. Thread-safe.
 *
 * <p>A name comes in before its account is made, so it may hold names of which there is no account,
 * and never misses one of which there is.
 */
final class AccountIndex {
  /** No text in UTF-8 has such a byte, so it comes after all that begin alike. */
  private static final byte[] AFTER_ALL = {(byte) 0xFF};

  private AccountIndex() {}

  static void add(UnifiedJedis redis, RedisKeys keys, UserName user) {
    redis.zadd(keys.accounts(), 0, bytes(user.value()), ZAddParams.zAddParams().nx());
  }

  static List<UserName> list(
      UnifiedJedis redis, RedisKeys keys, Optional<UserName> after, String prefix, int limit) {
    byte[] to = prefix.isEmpty() ? bytes("+") : Bytes.concat(bytes("(" + prefix), AFTER_ALL);
    return redis
        .zrange(
            keys.accounts(),
            ZRangeParams.zrangeByLexParams(from(after, prefix), to).limit(0, limit))
        .stream()
        .map(name -> new UserName(new String(name, UTF_8)))
        .toList();
  }

  private static byte[] from(Optional<UserName> after, String prefix) {
    byte[] first = bytes(prefix);
    return after
        .filter(user -> Arrays.compareUnsigned(bytes(user.value()), first) >= 0)
        .map(user -> bytes("(" + user))
        .orElse(prefix.isEmpty() ? bytes("-") : bytes("[" + prefix));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
