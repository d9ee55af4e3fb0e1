package io.redfire.server.doctor;

import java.util.List;

/** Whether big keys that expire stall all others. */
final class ExpiryCheck implements Check {

  @Override
  public String about() {
    return "expiry";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    return List.of(
        server.setting("lazyfree-lazy-expire").equals("yes")
            ? Finding.ok(about(), "lazyfree-lazy-expire yes")
            : Finding.warning(
                about(),
                "lazyfree-lazy-expire is no",
                "lazyfree-lazy-expire yes",
                "the ids of a busy room expire together; a million of them stall Redis for half a"
                    + " second"));
  }
}
