package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisNeed;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScriptTest {
  private static final RedisAddress ONE = RedisAddress.tcp("db", 6379, Optional.empty());
  private static final Pattern CALL = Pattern.compile("redis\\.call\\('([A-Z]+)'");

  @ParameterizedTest
  @MethodSource("commandsOfScripts")
  void eachCommandIsAmongTheNeeds(String command) {
    assertThat(RedisNeed.all(ONE, "")).extracting(need -> need.words().get(0)).contains(command);
  }

  static Stream<String> commandsOfScripts() {
    return Stream.of(
            Script.APPEND,
            Script.EDIT,
            Script.REPLY,
            Script.THREAD,
            Script.REACT,
            Script.PIN,
            Script.PINS,
            Script.GOVERN,
            Script.PAGE,
            Script.FORK)
        .map(script -> new String(script.source(), UTF_8))
        .flatMap(source -> CALL.matcher(source).results())
        .map((MatchResult call) -> call.group(1))
        .distinct();
  }
}
