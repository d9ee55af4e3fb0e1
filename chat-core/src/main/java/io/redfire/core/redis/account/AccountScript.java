package io.redfire.core.redis.account;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * One of the Lua scripts over accounts. Immutable.
 *
 * @param source the script
 * @param sha its SHA-1 in hex, by which Redis knows it
 */
record AccountScript(byte[] source, byte[] sha) {
  static final AccountScript CREATE = load("create.lua");
  static final AccountScript IDENTIFY = load("identify.lua");
  static final AccountScript ADD_SESSION = load("add-session.lua");
  static final AccountScript END_SESSIONS = load("end-sessions.lua");
  static final AccountScript TAKE_CODE = load("take-code.lua");
  static final AccountScript REPLACE_PASSWORD = load("replace-password.lua");

  /** Blocks until Redis has answered. */
  Object run(UnifiedJedis redis, List<byte[]> keys, String... arguments) {
    List<byte[]> bytes = Stream.of(arguments).map(text -> text.getBytes(UTF_8)).toList();
    try {
      return redis.evalsha(sha, keys, bytes);
    } catch (JedisNoScriptException unknown) {
      return redis.eval(source, keys, bytes);
    }
  }

  @SuppressWarnings("deprecation") // SHA-1 is how Redis names a script.
  private static AccountScript load(String name) {
    try {
      byte[] source = Resources.toByteArray(Resources.getResource(AccountScript.class, name));
      return new AccountScript(
          source, Hashing.sha1().hashBytes(source).toString().getBytes(US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name, e);
    }
  }
}
