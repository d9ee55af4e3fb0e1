package io.redfire.core.redis;

import io.redfire.core.redis.RedisAddress.Cluster;
import java.nio.charset.StandardCharsets;

/** The command by which a script that appends rings for each of its lines. */
public enum Bell {
  /** Heard at every server, also of a cluster, whichever of them it rings at. */
  PUBLISH,
  /** Heard at the servers of one slot of a cluster only, which costs the others nothing. */
  SPUBLISH;

  /** The one to ring by at that Redis. */
  public static Bell of(RedisAddress address) {
    return address.place() instanceof Cluster ? SPUBLISH : PUBLISH;
  }

  /** Its name, as a script takes it. */
  public byte[] command() {
    return name().getBytes(StandardCharsets.US_ASCII);
  }
}
