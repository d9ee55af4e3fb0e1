package io.redfire.server.doctor;

import java.util.List;
import java.util.stream.IntStream;

/** How long Redis takes to answer. */
final class LatencyCheck implements Check {
  private static final int PINGS = 21;
  private static final long SLOW_MICROS = 10_000;

  @Override
  public String about() {
    return "latency";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    long[] micros = IntStream.range(0, PINGS).mapToLong(i -> ping(server)).sorted().toArray();
    long median = micros[PINGS / 2];
    String found = "PING takes " + shown(median) + ", at most " + shown(micros[PINGS - 1]);
    return List.of(
        median > SLOW_MICROS
            ? Finding.warning(
                about(),
                found,
                "run the nodes near Redis; see redis-cli --latency and SLOWLOG GET",
                "every acknowledgement takes at least this long")
            : Finding.ok(about(), found));
  }

  private static long ping(RedisServer server) {
    long before = System.nanoTime();
    var unused = server.ask("PING");
    return (System.nanoTime() - before) / 1000;
  }

  private static String shown(long micros) {
    return micros < 10_000 ? micros + " µs" : micros / 1000 + " ms";
  }
}
