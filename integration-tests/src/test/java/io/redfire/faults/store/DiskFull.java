package io.redfire.faults.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Redis cannot save its snapshot and refuses to write (MISCONF), as on a full disk: where the
 * snapshot would go stands a directory that is not empty.
 */
final class DiskFull extends AllConsoles {
  DiskFull(Supplier<List<Console>> consoles) {
    super(consoles);
  }

  @Override
  void begin(Console console) throws Exception {
    Path snapshot = snapshot(console);
    Files.deleteIfExists(snapshot);
    Files.createDirectories(snapshot.resolve("in-the-way"));
    console.set("stop-writes-on-bgsave-error", "yes");
    console.set("save", "3600 100000000");
    save(console);
    await(console, "err");
  }

  @Override
  void end(Console console) throws Exception {
    Path snapshot = snapshot(console);
    Files.deleteIfExists(snapshot.resolve("in-the-way"));
    Files.deleteIfExists(snapshot);
    save(console);
    await(console, "ok");
    console.set("save", "");
  }

  /** A replica that synchronises may have begun a snapshot of its own, which this waits for. */
  private static void save(Console console) {
    Awaitility.await("a snapshot's begin")
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsMatching(
            failure ->
                failure instanceof JedisDataException
                    && String.valueOf(failure.getMessage()).contains("already in progress"))
        .until(() -> console.run("BGSAVE", "SCHEDULE") != null);
  }

  private static Path snapshot(Console console) {
    return Path.of(console.get("dir"), console.get("dbfilename"));
  }

  private static void await(Console console, String status) {
    Awaitility.await("the snapshot's end: " + status)
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                console.info("persistence", "rdb_bgsave_in_progress").equals("0")
                    && console.info("persistence", "rdb_last_bgsave_status").equals(status));
  }
}
