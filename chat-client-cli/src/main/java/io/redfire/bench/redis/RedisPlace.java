package io.redfire.bench.redis;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisTrust;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which Redis is measured, and where in it. An immutable value, checked when it is made.
 *
 * @param url as the server's {@code --redis} takes it
 * @param password the password from elsewhere, such as a file
 * @param prefix what stands before every key and channel; may be empty
 * @param authority a file with the authorities that vouch for it, where it has TLS; empty for those
 *     that the JVM trusts
 */
public record RedisPlace(
    String url, Optional<String> password, String prefix, Optional<Path> authority) {
  /**
   * Checks the address.
   *
   * @throws IllegalArgumentException if the text is not an address, or carries a password though
   *     another one is given; the message says what was expected and shows no password
   */
  public RedisPlace {
    var unused = RedisAddress.parse(url, password);
  }

  /** The same, where the authorities that the JVM trusts vouch for it. */
  public RedisPlace(String url, Optional<String> password, String prefix) {
    this(url, password, prefix, Optional.empty());
  }

  /**
   * The same, where the authorities in this file vouch for it.
   *
   * @throws IllegalArgumentException if it holds none; the message says what was expected
   */
  public RedisPlace trusting(Path file) {
    return new RedisPlace(url, password, prefix, RedisTrust.of(file).authority());
  }

  RedisTrust trust() {
    return new RedisTrust(authority);
  }

  /** Whether the text of an address has a password in it, or looks as if it had. */
  public static boolean carriesPassword(String url) {
    return RedisAddress.carriesPassword(url);
  }

  RedisAddress address() {
    return RedisAddress.parse(url, password);
  }

  /** The address without the password. */
  @Override
  public String toString() {
    return address().toString();
  }
}
