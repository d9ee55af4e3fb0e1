package io.redfire.server.embedded;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Redis that a former server started in this data directory, as far as it is still there.
 *
 * <p>When a server is killed and started again at once, its Redis may still be on its way out. Two
 * of them must never write the same files, so the new one waits for the end of the former. Whoever
 * calls this holds the directory, so no living server owns that process.
 */
final class FormerRedis {
  private static final Logger log = LoggerFactory.getLogger(FormerRedis.class);
  private static final String FILE = "redis.pid";

  /** What two reads of one process's start may differ by while the clock is being set. */
  private static final Duration CLOCK_STEPS = Duration.ofSeconds(5);

  private final DataDirectory data;

  FormerRedis(DataDirectory data) {
    this.data = data;
  }

  /** Remembers the process for the server that comes after this one. */
  void remember(RedisProcess process) throws IOException {
    data.write(FILE, process.pid() + " " + process.startedAt().toEpochMilli() + "\n");
  }

  /**
   * Returns when the remembered process has ended, after telling it to if need be.
   *
   * @throws EmbeddedRedisException if it does not end
   */
  void awaitEnd() {
    find()
        .ifPresent(
            redis -> {
              log.info("Waiting for the former Redis, process {}, to end", redis.pid());
              if (!ProcessEnd.awaited(redis) && !(redis.destroy() && ProcessEnd.awaited(redis))) {
                throw new EmbeddedRedisException(
                    "a former Redis, process "
                        + redis.pid()
                        + ", still writes to '"
                        + data.path()
                        + "' (expected: it ends; stop it with: kill "
                        + redis.pid()
                        + ")");
              }
            });
  }

  private Optional<ProcessHandle> find() {
    try {
      String[] kept = data.read(FILE).orElse("").split(" ", -1);
      if (kept.length != 2) {
        return Optional.empty();
      }
      Instant started = Instant.ofEpochMilli(Long.parseLong(kept[1]));
      return ProcessHandle.of(Long.parseLong(kept[0]))
          .filter(ProcessHandle::isAlive)
          .filter(process -> isFrom(started, process));
    } catch (NumberFormatException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new EmbeddedRedisException("cannot read " + data.file(FILE), e);
    }
  }

  /** The system gives numbers of ended processes to new ones; those started at another time. */
  private static boolean isFrom(Instant started, ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .map(start -> Duration.between(started, start).abs().compareTo(CLOCK_STEPS) <= 0)
        .orElse(false);
  }
}
