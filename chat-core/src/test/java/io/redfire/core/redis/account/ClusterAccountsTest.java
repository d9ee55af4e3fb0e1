package io.redfire.core.redis.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.account.AccountSession;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.ClusterRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The accounts over a cluster: no call has keys of two slots. */
class ClusterAccountsTest {
  @Test
  void accountsOfAllServersAreMadeListedAndIdentified() {
    Instant now = Instant.parse("2100-01-01T00:00:00Z");
    try (ClusterRedis redis = ClusterRedis.start();
        RedisAccounts accounts =
            new RedisAccounts(connections(redis), new RedisKeys("shared:"), 2)) {
      List<String> names = List.of("alice", "bob", "carol", "dave", "eve", "frank");
      for (String name : names) {
        UserName user = new UserName(name);
        accounts.create(RedisAccountsTest.account(name), Set.of(name), Optional.of("hash"));
        AccountSession session = RedisAccountsTest.session("of " + name, now, Duration.ofDays(1));
        assertThat(accounts.addSession(user, session, 2)).isTrue();
        assertThat(accounts.identify(user, session.digest(), now)).isPresent();
        assertThat(accounts.removeSessions(user, Optional.empty(), true))
            .containsExactly(session.id());
        assertThat(accounts.setAdmin(user, true)).isTrue();
      }
      assertThat(accounts.admins()).isEqualTo(names.size());
      assertThat(RedisAccountsTest.names(accounts, Optional.empty(), "", 10))
          .containsExactlyElementsOf(names);
      accounts.putCode("first-admin", "digest", Duration.ofDays(1));
      assertThat(accounts.takeCode("first-admin", "digest")).isTrue();
    }
  }

  private static RedisConnections connections(ClusterRedis redis) {
    String seeds = redis.seeds().stream().map(Object::toString).collect(Collectors.joining(","));
    return new RedisConnections(
        RedisAddress.parse("redis+cluster://" + seeds, Optional.empty()),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }
}
