package io.redfire.server.embedded;

import java.nio.file.Path;

/** A program of its own that holds an embedded Redis until it is killed. */
final class EmbeddedRedisHolder {
  private EmbeddedRedisHolder() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    EmbeddedRedis redis = EmbeddedRedis.start(Path.of(args[0]), RedisSource.valueOf(args[1]));
    System.out.println(redis.pid() + " " + redis.port());
    System.in.read();
  }
}
