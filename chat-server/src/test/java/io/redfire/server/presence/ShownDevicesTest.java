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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShownDevicesTest {
  private static final UserName ALICE = new UserName("alice");
  private static final Presence ONLINE =
      new Presence(PresenceState.ONLINE, Optional.of(Instant.EPOCH));

  private final Store store = new Store();
  private final Map<UserName, Presence> noticed = new HashMap<>();
  private long now = 1;
  private final ShownDevices devices = new ShownDevices(store, noticed::putAll, () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private List<String> written() {
    store.told.clear();
    devices.write();
    return List.copyOf(store.told);
  }

  @Test
  void aDeviceIsToldOnceAndAgainBeforeThatLapses() {
    ShownDevice device = devices.add(ALICE, "a1");
    assertThat(written()).containsExactly("alice a1 ONLINE");
    assertThat(noticed).containsEntry(ALICE, ONLINE);
    assertThat(written()).isEmpty();
    pass(ShownDevices.AGAIN);
    assertThat(written()).containsExactly("alice a1 ONLINE");
    assertThat(ShownDevices.AGAIN.multipliedBy(2)).isLessThan(ShownDevices.GOOD);
    device.show(PresenceState.AWAY);
    assertThat(written()).containsExactly("alice a1 AWAY");
    device.show(PresenceState.ONLINE);
    device.show(PresenceState.AWAY);
    assertThat(written()).isEmpty();
  }

  @Test
  void nothingIsToldOfWhoComesAndGoesInBetween() {
    for (int i = 0; i < 1000; i++) {
      devices.add(ALICE, "a" + i).close();
    }
    assertThat(written()).isEmpty();
    pass(ShownDevices.GRACE);
    assertThat(written()).isEmpty();
  }

  @Test
  void whoIsGoneIsTakenAwayAfterAMomentAndOnce() {
    ShownDevice device = devices.add(ALICE, "a1");
    assertThat(written()).hasSize(1);
    device.close();
    assertThat(written()).isEmpty();
    pass(ShownDevices.GRACE.minusMillis(1));
    device.close();
    assertThat(written()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(written()).containsExactly("alice a1 gone");
    pass(ShownDevices.AGAIN);
    assertThat(written()).isEmpty();
  }

  @Test
  void whatTheStoreDidNotTakeIsToldAgain() {
    ShownDevice device = devices.add(ALICE, "a1");
    store.failing = true;
    assertThat(written()).isEmpty();
    store.failing = false;
    assertThat(written()).containsExactly("alice a1 ONLINE");
    device.close();
    pass(ShownDevices.GRACE);
    store.deaf = true;
    assertThat(written()).containsExactly("alice a1 gone");
    store.deaf = false;
    assertThat(written()).containsExactly("alice a1 gone");
    assertThat(written()).isEmpty();
  }

  /** Remembers what it was told. For the test's own thread. */
  private static final class Store implements Presences {
    final List<String> told = new ArrayList<>();
    boolean failing;
    boolean deaf;

    @Override
    public Map<UserName, Presence> show(
        Map<UserName, Map<String, Optional<PresenceState>>> devices, Duration good) {
      if (failing) {
        throw new LogException(LogException.Reason.UNAVAILABLE, "away", null);
      }
      devices.forEach(
          (user, shown) ->
              shown.forEach(
                  (word, state) ->
                      told.add(user + " " + word + " " + state.map(Enum::name).orElse("gone"))));
      return deaf ? Map.of() : Map.of(ALICE, ONLINE);
    }

    @Override
    public Map<UserName, Presence> seen(Collection<UserName> users) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public void close() {}
  }
}
