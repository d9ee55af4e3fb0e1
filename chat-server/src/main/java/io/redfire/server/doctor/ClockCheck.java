package io.redfire.server.doctor;

import io.redfire.core.redis.RedisKeys;
import java.time.Duration;
import java.util.List;

/** How far the clocks of Redis and of this machine are apart. */
final class ClockCheck implements Check {
  private static final Duration NOTICEABLE = Duration.ofSeconds(10);

  @Override
  public String about() {
    return "clock";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    long before = System.currentTimeMillis();
    List<?> time = Answers.list(server.ask("TIME"));
    long here = (before + System.currentTimeMillis()) / 2;
    long there =
        RedisServer.number(RedisServer.text(time.get(0))) * 1000
            + RedisServer.number(RedisServer.text(time.get(1))) / 1000;
    return List.of(judge(Duration.ofMillis(there - here)));
  }

  Finding judge(Duration ahead) {
    String found =
        "Redis' clock and this machine's differ by " + ahead.abs().toMillis() / 1000.0 + " s";
    String change = "set both clocks by NTP";
    if (ahead.abs().compareTo(RedisKeys.ID_MAX_AHEAD) >= 0) {
      return Finding.problem(
          about(), found, change, "ids are forgotten too early, and a retry could stand twice");
    }
    return ahead.abs().compareTo(NOTICEABLE) >= 0
        ? Finding.warning(
            about(),
            found,
            change,
            "from " + RedisKeys.ID_MAX_AHEAD.toMinutes() + " min on a retry could stand twice")
        : Finding.ok(about(), found);
  }
}
