package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.GetPresenceRequest;
import io.redfire.chat.v1.Presence;
import io.redfire.chat.v1.PresenceSetting;
import io.redfire.chat.v1.PresenceState;
import io.redfire.chat.v1.PresenceWatch;
import io.redfire.chat.v1.SetPresenceRequest;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is there: of all devices together, on whichever nodes, for those who share a room. */
class PresenceTest {
  private static final String ROOM = "den";
  private static final RoomRules PRIVATE = RoomRules.of(RoomKind.PRIVATE);

  private static long set(StreamProbe stream, PresenceState state) {
    return stream.ask(frame -> frame.setSetPresence(PresenceSetting.newBuilder().setState(state)));
  }

  private static long watch(StreamProbe stream, String... users) {
    return stream.ask(
        frame -> frame.setWatchPresence(PresenceWatch.newBuilder().addAllUsers(List.of(users))));
  }

  private static List<Presence> told(StreamProbe stream, String user) {
    return stream.heard().events().stream()
        .filter(Event::hasPresence)
        .map(Event::getPresence)
        .filter(presence -> presence.getUser().equals(user))
        .toList();
  }

  /** Waits until the newest word about a user is that. */
  private static Presence awaitTold(StreamProbe stream, String user, PresenceState state) {
    Waiting.patiently()
        .alias(user + " to be seen as " + state)
        .until(
            () -> {
              List<Presence> told = told(stream, user);
              return !told.isEmpty() && told.get(told.size() - 1).getState() == state;
            });
    List<Presence> told = told(stream, user);
    return told.get(told.size() - 1);
  }

  private static Presence get(SignedIn user, TestNode node, String other) {
    return user.presence(node)
        .getPresence(GetPresenceRequest.newBuilder().addUsers(other).build())
        .getPresences(0);
  }

  private static Presence offline(String user) {
    return Presence.newBuilder()
        .setUser(user)
        .setState(PresenceState.PRESENCE_STATE_OFFLINE)
        .build();
  }

  @Test
  void aUserIsSeenByAllDevicesTogetherOnAllNodes() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      long created = den.create(PRIVATE, "alice", "bob");
      note(nodes, "alice", "bob");
      try (StreamProbe watcher = bob.connect(far)) {
        long watch = watch(watcher, "alice", "bob");
        assertThat(awaitTold(watcher, "bob", PresenceState.PRESENCE_STATE_ONLINE).hasSince())
            .isTrue();
        assertThat(awaitTold(watcher, "alice", PresenceState.PRESENCE_STATE_OFFLINE).hasSince())
            .isFalse();
        try (StreamProbe desk = alice.connect(near)) {
          Presence online = awaitTold(watcher, "alice", PresenceState.PRESENCE_STATE_ONLINE);
          assertThat(get(bob, near, "alice")).isEqualTo(online);
          var unused = set(desk, PresenceState.PRESENCE_STATE_AWAY);
          unused = set(desk, PresenceState.PRESENCE_STATE_AWAY);
          awaitAndForget(watcher, "alice", PresenceState.PRESENCE_STATE_AWAY);
          try (StreamProbe phone = alice.connect(far)) {
            awaitAndForget(watcher, "alice", PresenceState.PRESENCE_STATE_ONLINE);
            unused = set(phone, PresenceState.PRESENCE_STATE_OFFLINE);
            awaitAndForget(watcher, "alice", PresenceState.PRESENCE_STATE_AWAY);
          }
        }
        Presence offline = awaitTold(watcher, "alice", PresenceState.PRESENCE_STATE_OFFLINE);
        assertThat(offline.hasSince()).isTrue();
        var shown =
            alice
                .presence(near)
                .setPresence(
                    SetPresenceRequest.newBuilder()
                        .setSetting(
                            PresenceSetting.newBuilder()
                                .setState(PresenceState.PRESENCE_STATE_ONLINE))
                        .build());
        assertThat(awaitTold(watcher, "alice", PresenceState.PRESENCE_STATE_ONLINE))
            .isEqualTo(shown.getPresence());
        watcher.ping();
        assertThat(watcher.heard().events()).noneMatch(event -> event.getRequest() == watch);
      }
      assertThat(nodes.lines(ROOM)).hasSize((int) created);
    }
  }

  private static void awaitAndForget(StreamProbe stream, String user, PresenceState state) {
    assertThat(awaitTold(stream, user, state).hasSince()).isTrue();
  }

  private static void note(Nodes nodes, String... users) {
    try (var members = nodes.openMembers()) {
      for (String user : users) {
        members.addRoom(
            new io.redfire.core.log.UserName(user), new io.redfire.core.log.RoomName(ROOM));
      }
    }
  }

  @Test
  void whoSharesNoRoomSeesNobody() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      SignedIn eve = SignedIn.register(near, "eve");
      long created = den.create(PRIVATE, "alice", "bob");
      note(nodes, "alice", "bob", "eve");
      try (StreamProbe desk = alice.connect(near);
          StreamProbe watcher = bob.connect(far);
          StreamProbe stranger = eve.connect(far);
          StreamProbe guest = far.connect("gus")) {
        var unused = watch(watcher, "alice");
        unused = watch(stranger, "alice", "nobody");
        awaitAndForget(watcher, "alice", PresenceState.PRESENCE_STATE_ONLINE);
        assertThat(awaitTold(stranger, "alice", PresenceState.PRESENCE_STATE_OFFLINE))
            .isEqualTo(offline("alice"));
        assertThat(awaitTold(stranger, "nobody", PresenceState.PRESENCE_STATE_OFFLINE))
            .isEqualTo(offline("nobody"));
        assertThat(get(eve, near, "alice")).isEqualTo(offline("alice"));
        assertThat(Refusal.of(guest.answer(watch(guest, "alice"))).reason())
            .isEqualTo("LOGIN_REQUIRED");
        assertThat(
                Refusal.of(guest.answer(set(guest, PresenceState.PRESENCE_STATE_ONLINE))).reason())
            .isEqualTo("LOGIN_REQUIRED");

        long removed = den.role("bob", MembershipAction.KICKED, Optional.empty());
        assertThat(removed).isGreaterThan(created);
        unused = set(desk, PresenceState.PRESENCE_STATE_AWAY);
        assertThat(awaitTold(watcher, "alice", PresenceState.PRESENCE_STATE_OFFLINE))
            .isEqualTo(offline("alice"));
        assertThat(get(bob, near, "alice")).isEqualTo(offline("alice"));
        assertThat(told(watcher, "alice"))
            .extracting(Presence::getState)
            .doesNotContain(PresenceState.PRESENCE_STATE_AWAY);
        assertThat(told(stranger, "alice")).hasSize(1);
      }
    }
  }

  @Test
  void whatIsBeyondTheLimitIsRefusedAndTheStreamGoesOn() {
    String[] many = IntStream.range(0, 2560).mapToObj(i -> "u" + i).toArray(String[]::new);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      SignedIn alice = SignedIn.register(node, "alice");
      try (StreamProbe stream = alice.connect(node)) {
        Event refused = stream.answer(watch(stream, many));
        Throwable refusedToo =
            catchThrowable(
                () ->
                    alice
                        .presence(node)
                        .getPresence(
                            GetPresenceRequest.newBuilder().addAllUsers(List.of(many)).build()));
        Event nonsense = stream.answer(watch(stream, "a b"));
        Event nothing = stream.answer(set(stream, PresenceState.PRESENCE_STATE_UNSPECIFIED));
        var unused = watch(stream, List.of(many).subList(0, 256).toArray(String[]::new));
        awaitTold(stream, "u255", PresenceState.PRESENCE_STATE_OFFLINE);
        unused = watch(stream, "alice");
        awaitAndForget(stream, "alice", PresenceState.PRESENCE_STATE_ONLINE);

        assertThat(Refusal.of(refused).reason()).isEqualTo("FIELD_INVALID");
        assertThat(Refusal.of(refusedToo).reason()).isEqualTo("FIELD_INVALID");
        assertThat(Refusal.of(nonsense).reason()).isEqualTo("NAME_INVALID");
        assertThat(Refusal.of(nothing).reason()).isEqualTo("FIELD_INVALID");
        assertThat(told(stream, "u0")).hasSize(1);
      }
    }
  }
}
