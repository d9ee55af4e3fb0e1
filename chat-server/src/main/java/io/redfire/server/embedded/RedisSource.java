package io.redfire.server.embedded;

/** Where the program {@code redis-server} comes from. */
public enum RedisSource {
  /** The installed one if it is new enough, else the bundled one. */
  AUTO,
  /** The one on the {@code PATH}, and no other. */
  INSTALLED,
  /** The one in the server's own jar, and no other. */
  BUNDLED
}
