package io.redfire.server.doctor;

import java.util.List;

/** How much room is left. */
final class MemoryCheck implements Check {
  private static final long MEGABYTE = 1024 * 1024;
  private static final int NEARLY_FULL = 80;

  @Override
  public String about() {
    return "memory";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    long used = server.count("used_memory");
    long limit = server.count("maxmemory");
    String usedOf = used / MEGABYTE + " MiB used";
    if (limit == 0) {
      return List.of(
          Finding.note(
              about(),
              usedOf + ", maxmemory is not set",
              "at the end of the machine's memory the system kills Redis; with maxmemory at two"
                  + " thirds of it, or --retain, it refuses new messages instead"));
    }
    String found = usedOf + " of maxmemory " + limit / MEGABYTE + " MiB";
    return List.of(
        used >= limit / 100 * NEARLY_FULL
            ? Finding.warning(
                about(),
                found,
                "raise maxmemory, or keep fewer messages with --retain",
                "a full Redis refuses new messages")
            : Finding.ok(about(), found));
  }
}
