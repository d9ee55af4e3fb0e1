package io.redfire.core.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisNeedTest {
  private static final RedisAddress ONE = RedisAddress.tcp("db", 6379, Optional.empty());

  @Test
  void aClusterTakesTheCommandsOfItsBell() {
    RedisAddress cluster = RedisAddress.parse("redis+cluster://db", Optional.empty());
    assertThat(RedisNeed.all(cluster, ""))
        .extracting(RedisNeed::shown)
        .containsAll(RedisNeed.all(ONE, "").stream().map(RedisNeed::shown).toList())
        .contains("SPUBLISH", "SSUBSCRIBE", "SUNSUBSCRIBE");
  }
}
