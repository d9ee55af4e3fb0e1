package io.redfire.server.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.LogException;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Presence;
import io.redfire.core.member.PresenceState;
import io.redfire.core.member.Presences;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchedUsersTest {
  private static final UserName ALICE = new UserName("alice");
  private static final Presence ONLINE =
      new Presence(PresenceState.ONLINE, Optional.of(Instant.EPOCH));
  private static final Presence OFFLINE =
      new Presence(PresenceState.OFFLINE, Optional.of(Instant.EPOCH));

  private final Store store = new Store();
  private final AtomicInteger rings = new AtomicInteger();
  private long now = 1;
  private final WatchedUsers watched = new WatchedUsers(store, () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** What one look makes of alice, and how often it rang for her. */
  private int look(UserWatch watch, Presence expected) {
    rings.set(0);
    watched.look();
    assertThat(watch.known()).containsEntry(ALICE, expected);
    return rings.get();
  }

  @Test
  void aChangeRingsOnceAndWhatStaysTheSameDoesNot() {
    UserWatch watch = watched.watch(Set.of(ALICE), rings::incrementAndGet);
    assertThat(watch.known()).isEmpty();
    store.now.put(ALICE, OFFLINE);
    assertThat(look(watch, OFFLINE)).isOne();
    assertThat(look(watch, OFFLINE)).isZero();
    store.now.put(ALICE, ONLINE);
    assertThat(look(watch, ONLINE)).isOne();
    assertThat(look(watch, ONLINE)).isZero();
    store.now.put(ALICE, OFFLINE);
    assertThat(look(watch, OFFLINE)).as("whom the store tells of is believed at once").isOne();
    watch.close();
    store.now.put(ALICE, ONLINE);
    watched.look();
    assertThat(rings).as("nobody watches").hasValue(1);
  }

  @Test
  void whoSeemsToGoSinceTheStoreWasAwayIsHeldUntilTheirNodeCouldTell() {
    UserWatch watch = watched.watch(Set.of(ALICE), rings::incrementAndGet);
    store.now.put(ALICE, ONLINE);
    assertThat(look(watch, ONLINE)).isOne();
    store.isAway = true;
    assertThat(look(watch, ONLINE)).isZero();
    store.isAway = false;
    store.now.put(ALICE, OFFLINE);
    assertThat(look(watch, ONLINE)).isZero();
    pass(ShownDevices.AGAIN.minusMillis(1));
    assertThat(look(watch, ONLINE)).isZero();
    pass(Duration.ofMillis(1));
    assertThat(look(watch, OFFLINE)).isOne();
  }

  @Test
  void everybodyHasTheirTurnAndNoLookAsksForMoreThanSoMany() {
    Set<UserName> many =
        IntStream.range(0, 30_000).mapToObj(i -> new UserName("u" + i)).collect(Collectors.toSet());
    var unused = watched.watch(many, rings::incrementAndGet);
    for (int i = 0; i < 8; i++) {
      watched.look();
    }
    assertThat(store.asked).allMatch(users -> users.size() <= 4000);
    Set<UserName> all = new HashSet<>();
    store.asked.forEach(all::addAll);
    assertThat(all).isEqualTo(many);
  }

  /** Tells how users are seen. For the test's own thread. */
  private static final class Store implements Presences {
    final Map<UserName, Presence> now = new HashMap<>();
    final List<Collection<UserName>> asked = new ArrayList<>();
    boolean isAway;

    @Override
    public Map<UserName, Presence> show(
        Map<UserName, Map<String, Optional<PresenceState>>> devices, Duration good) {
      throw new AssertionError("nobody is shown");
    }

    @Override
    public Map<UserName, Presence> seen(Collection<UserName> users) {
      asked.add(List.copyOf(users));
      if (isAway) {
        throw new LogException(LogException.Reason.UNAVAILABLE, "away", null);
      }
      Map<UserName, Presence> seen = new HashMap<>(now);
      seen.keySet().retainAll(users);
      return seen;
    }

    @Override
    public void close() {}
  }
}
