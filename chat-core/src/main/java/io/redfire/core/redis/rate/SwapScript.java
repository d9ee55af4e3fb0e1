package io.redfire.core.redis.rate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** The script {@code swap.lua}: replaces a bucket unless another node did so before. */
final class SwapScript {
  private static final byte[] SOURCE = source();
  private static final byte[] SHA = sha();

  private SwapScript() {}

  /**
   * Blocks until Redis has answered.
   *
   * @param from empty for no bucket
   * @return whether it was replaced
   */
  static boolean run(UnifiedJedis redis, byte[] key, byte[] from, byte[] to, long ttlMillis) {
    List<byte[]> keys = List.of(key);
    List<byte[]> arguments = List.of(from, to, Long.toString(ttlMillis).getBytes(US_ASCII));
    try {
      return redis.evalsha(SHA, keys, arguments).equals(1L);
    } catch (JedisNoScriptException unknown) {
      return redis.eval(SOURCE, keys, arguments).equals(1L);
    }
  }

  private static byte[] source() {
    try {
      return Resources.toByteArray(Resources.getResource(SwapScript.class, "swap.lua"));
    } catch (IOException e) {
      throw new UncheckedIOException("reading swap.lua", e);
    }
  }

  @SuppressWarnings("deprecation") // SHA-1 is how Redis names a script.
  private static byte[] sha() {
    return Hashing.sha1().hashBytes(SOURCE).toString().getBytes(US_ASCII);
  }

  static String text() {
    return new String(SOURCE, UTF_8);
  }
}
