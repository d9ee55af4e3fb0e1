package io.redfire.core.redis.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redfire.core.log.UserName;
import io.redfire.core.member.Presence;
import io.redfire.core.member.PresenceState;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.TestRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class RedisPresencesTest {
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob");
  private static final Duration LONG = Duration.ofMinutes(1);

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisPresences presences =
      new RedisPresences(TestRedis.shared().connections(), keys, 4);
  private final Jedis redis = new Jedis(TestRedis.shared().connections().open("presence-test"));
  private final String key = new String(keys.presence(ALICE), StandardCharsets.UTF_8);

  @AfterEach
  void close() {
    redis.close();
    presences.close();
  }

  private Presence show(String word, PresenceState state, Duration good) {
    return of(presences.show(Map.of(ALICE, Map.of(word, Optional.of(state))), good));
  }

  private Presence show(String word, PresenceState state) {
    return show(word, state, LONG);
  }

  private Presence gone(String word) {
    return of(presences.show(Map.of(ALICE, Map.of(word, Optional.empty())), LONG));
  }

  private Presence seen() {
    return of(presences.seen(List.of(ALICE)));
  }

  private static Presence of(Map<UserName, Presence> told) {
    return Objects.requireNonNull(told.get(ALICE));
  }

  private Instant now() {
    List<String> time = redis.time();
    return Instant.ofEpochSecond(Long.parseLong(time.get(0)));
  }

  @Test
  void aUserIsOnlineWhereADeviceIsAndAwayWhereAllAre() {
    assertThat(seen()).isEqualTo(Presence.UNKNOWN);
    Presence away = show("phone", PresenceState.AWAY);
    assertThat(away.state()).isEqualTo(PresenceState.AWAY);
    Presence online = show("desk", PresenceState.ONLINE);
    assertThat(online.state()).isEqualTo(PresenceState.ONLINE);
    assertThat(seen()).isEqualTo(online);
    assertThat(show("desk", PresenceState.AWAY).state()).isEqualTo(PresenceState.AWAY);
    assertThat(gone("phone").state()).isEqualTo(PresenceState.AWAY);
    Instant before = now();
    Presence offline = gone("desk");
    assertThat(offline.state()).isEqualTo(PresenceState.OFFLINE);
    assertThat(offline.since().orElseThrow()).isAfterOrEqualTo(before);
    assertThat(seen()).isEqualTo(offline);
    assertThat(redis.pttl(key)).isGreaterThan(Duration.ofDays(29).toMillis());
  }

  @Test
  void sinceWhenStaysUntilItChanges() {
    Presence first = show("phone", PresenceState.ONLINE);
    await().until(() -> show("other", PresenceState.AWAY, LONG).equals(first));
    assertThat(show("desk", PresenceState.ONLINE)).isEqualTo(first);
    assertThat(show("phone", PresenceState.ONLINE)).isEqualTo(first);
    assertThat(gone("phone")).isEqualTo(first);
  }

  @Test
  void whatIsShownLapsesByItself() {
    Presence online = show("desk", PresenceState.ONLINE, Duration.ofMillis(300));
    Presence away = show("phone", PresenceState.AWAY, Duration.ofMillis(900));
    assertThat(away).isEqualTo(online);
    await().until(() -> seen().state() == PresenceState.AWAY);
    assertThat(seen().since().orElseThrow()).isAfter(online.since().orElseThrow());
    await().until(() -> seen().state() == PresenceState.OFFLINE);
    Presence offline = seen();
    assertThat(offline.since().orElseThrow())
        .as("when it was shown last")
        .isBefore(online.since().orElseThrow().plusMillis(300));
    Presence back = show("desk", PresenceState.ONLINE);
    assertThat(back.since().orElseThrow()).isAfter(online.since().orElseThrow());
    assertThat(redis.hkeys(key)).doesNotContain("phone");
  }

  @Test
  void whoIsNotToBeSeenLeavesNoTrace() {
    assertThat(show("desk", PresenceState.OFFLINE)).isEqualTo(Presence.UNKNOWN);
    assertThat(gone("desk")).isEqualTo(Presence.UNKNOWN);
    Presence online = show("desk", PresenceState.ONLINE);
    Presence hidden = show("desk", PresenceState.OFFLINE);
    assertThat(hidden.state()).isEqualTo(PresenceState.OFFLINE);
    assertThat(hidden.since().orElseThrow()).isAfterOrEqualTo(online.since().orElseThrow());
    assertThat(show("desk", PresenceState.OFFLINE)).isEqualTo(hidden);
    assertThat(gone("desk")).isEqualTo(hidden);
  }

  @Test
  void devicesOfAUserAreBounded() {
    Map<String, Optional<PresenceState>> devices = new HashMap<>();
    IntStream.range(0, 1280).forEach(i -> devices.put("d" + i, Optional.of(PresenceState.ONLINE)));
    Presence seen = of(presences.show(Map.of(ALICE, devices), LONG));
    assertThat(seen.state()).isEqualTo(PresenceState.ONLINE);
    assertThat(redis.hlen(key)).isBetween(128L, 130L);
  }

  @Test
  void manyUsersAreToldInOneGo() {
    Map<UserName, Map<String, Optional<PresenceState>>> devices = new HashMap<>();
    IntStream.range(0, 500)
        .forEach(
            i ->
                devices.put(new UserName("u" + i), Map.of("d", Optional.of(PresenceState.ONLINE))));
    assertThat(presences.show(devices, LONG)).hasSize(500);
    assertThat(presences.seen(devices.keySet()).values())
        .hasSize(500)
        .extracting(Presence::state)
        .containsOnly(PresenceState.ONLINE);
  }

  @Test
  void whatIsNoneOfOursHarmsNothing() {
    redis.hset(key, Map.of("x", "garbage", "@", "garbage", "@seen", "garbage"));
    assertThat(seen()).isEqualTo(Presence.UNKNOWN);
    assertThat(show("desk", PresenceState.ONLINE).state()).isEqualTo(PresenceState.ONLINE);
    assertThat(redis.hkeys(key)).doesNotContain("x");
    redis.set(new String(keys.presence(BOB), StandardCharsets.UTF_8), "no hash");
    assertThat(presences.seen(List.of(ALICE, BOB))).containsOnlyKeys(ALICE);
  }
}
