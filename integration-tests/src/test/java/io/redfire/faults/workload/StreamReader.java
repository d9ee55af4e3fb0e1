package io.redfire.faults.workload;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Ping;
import io.redfire.chat.v1.Resume;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.Start;
import io.redfire.client.ServerAddress;
import io.redfire.faults.history.StartKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Follows some rooms, drops its stream and resumes, on the same or another node, with the cursor
 * that it has or with one that it has no right to; reads slowly at times. On a thread of its own,
 * what comes is heard on gRPC's.
 *
 * <p>It believes what it is told and checks nothing: that is done later with what the witness wrote
 * down.
 */
final class StreamReader implements Client, Runnable {
  private static final int SILENCE_MILLIS = 3000;

  private final String name;
  private final Witness witness;
  private final List<ServerAddress> servers;
  private final Random random;
  private final Pace pace = new Pace();

  /** Guarded by this, as is the visit. */
  private final Map<String, Trail> trails = new HashMap<>();

  private @Nullable Visit visit;

  StreamReader(
      String name, Witness witness, List<ServerAddress> servers, List<String> rooms, long seed) {
    this.name = name;
    this.witness = witness;
    this.servers = servers;
    this.random = new Random(seed);
    rooms.forEach(room -> trails.put(room, new Trail()));
  }

  @Override
  public void run() {
    try {
      while (!pace.isClosing()) {
        ServerAddress server = servers.get(random.nextInt(servers.size()));
        Visit visiting = new Visit();
        try (ChatStream stream = new ChatStream(server, name, visiting)) {
          begin(visiting, stream);
          stay(visiting, stream);
          end();
        }
        pace.betweenAttempts(random, 150);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void begin(Visit visiting, ChatStream stream) {
    visit = visiting;
    for (Map.Entry<String, Trail> one : trails.entrySet()) {
      String room = one.getKey();
      Wish wish = wish(one.getValue());
      RoomSubscription.Builder subscription = RoomSubscription.newBuilder().setRoom(room);
      if (wish.start() != null) {
        subscription.setStart(wish.start());
      }
      visiting.wishes.put(
          stream.ask(frame -> frame.setSubscribe(subscription)), new Asked(room, wish));
    }
  }

  /** From then on nothing is heard of the stream any more. */
  private synchronized void end() {
    visit = null;
  }

  private void stay(Visit visiting, ChatStream stream) throws InterruptedException {
    long leaveAt = System.nanoTime() + (300 + random.nextInt(5000)) * 1_000_000L;
    if (random.nextInt(5) == 0 && !pace.isSettling()) {
      pace.betweenMessages(random, 200);
      stream.stopReading();
      pace.betweenMessages(random, 1500);
      stream.goOnReading();
    }
    while (stream.end().isEmpty()
        && !visiting.refused
        && stream.millisSinceHeard() < SILENCE_MILLIS
        && !pace.isClosing()
        && (pace.isSettling() || System.nanoTime() < leaveAt)) {
      var unused = stream.ask(frame -> frame.setPing(Ping.getDefaultInstance()));
      pace.betweenAttempts(random, 400);
    }
  }

  private Wish wish(Trail trail) {
    int chance = pace.isSettling() ? 0 : random.nextInt(20);
    if (trail.isEmpty()) {
      return switch (chance % 4) {
        case 1 ->
            new Wish(
                StartKind.GIVEN, Start.newBuilder().setLast(1 + random.nextInt(50)), List.of());
        case 2 -> new Wish(StartKind.GIVEN, null, List.of());
        default -> new Wish(StartKind.GIVEN, Start.newBuilder().setAfterSeq(0), List.of());
      };
    }
    return switch (chance) {
      case 16, 17 -> Wish.resume(StartKind.STALE, trail.stale(random));
      case 18 -> Wish.resume(StartKind.FORGED, trail.forged(random));
      case 19 -> Wish.resume(StartKind.FUTURE, trail.future(random));
      case 12, 13, 14, 15 -> Wish.resume(StartKind.OWN, trail.last());
      default -> Wish.resume(StartKind.OWN, trail.newestFirst());
    };
  }

  /** Guarded by this. */
  private void heard(Visit from, Event event) {
    switch (event.getEventCase()) {
      case SUBSCRIBED -> {
        Asked asked = from.wishes.get(event.getRequest());
        if (asked != null) {
          subscribed(asked, event);
        }
      }
      case FAILED -> {
        Asked asked = from.wishes.get(event.getRequest());
        if (asked != null) {
          from.refused = true;
          witness.followFailed(asked.room(), Failure.of(event.getFailed().getStatus()));
        }
      }
      case ENTRY -> {
        Entry entry = event.getEntry();
        witness.entry(entry);
        trail(entry.getRoom()).add(new Place(entry.getSeq(), entry.getTag()), entry.getCursor());
      }
      case ROOM_REWOUND -> {
        var rewound = event.getRoomRewound();
        witness.rewound(rewound);
        trail(rewound.getRoom()).cutTo(Place.of(rewound.getCursor()), rewound.getCursor());
      }
      case HISTORY_TRIMMED -> {
        var trimmed = event.getHistoryTrimmed();
        witness.trimmed(trimmed);
        trail(trimmed.getRoom()).add(Place.of(trimmed.getCursor()), trimmed.getCursor());
      }
      case CAUGHT_UP -> witness.caughtUp(event.getCaughtUp());
      default -> {}
    }
  }

  private void subscribed(Asked asked, Event event) {
    var subscribed = event.getSubscribed();
    Trail trail = trail(asked.room());
    List<Trail.Point> given = asked.wish().resumed();
    // Where the server found none of the cursors, it says so in a rewind next.
    Trail.Point goesOn =
        given.isEmpty()
            ? new Trail.Point(Place.of(subscribed.getCursor()), subscribed.getCursor())
            : given.get(0);
    witness.follows(asked.room(), asked.wish().kind(), goesOn.place());
    trail.cutTo(goesOn.place(), goesOn.cursor());
  }

  private Trail trail(String room) {
    Trail trail = trails.get(room);
    if (trail == null) {
      throw new IllegalStateException(name + " does not follow " + room);
    }
    return trail;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void settle() {
    pace.settle();
  }

  @Override
  public boolean isSettled() {
    return true;
  }

  @Override
  public synchronized Map<String, Place> places() {
    Map<String, Place> places = new HashMap<>();
    trails.forEach((room, trail) -> places.put(room, trail.newest()));
    return places;
  }

  @Override
  public void close() {
    pace.close();
  }

  /** How a room is to be followed, and, where it is resumed, from which places. */
  private record Wish(StartKind kind, Start.@Nullable Builder start, List<Trail.Point> resumed) {
    static Wish resume(StartKind kind, List<Trail.Point> points) {
      Resume.Builder resume = Resume.newBuilder();
      points.forEach(point -> resume.addCursors(point.cursor()));
      return new Wish(kind, Start.newBuilder().setResume(resume), points);
    }
  }

  private record Asked(String room, Wish wish) {}

  /** One stream, for as long as the reader listens to it. */
  private final class Visit implements ChatStream.Listener {
    final Map<Long, Asked> wishes = new HashMap<>();
    volatile boolean refused;

    @Override
    public void event(Event event) {
      synchronized (StreamReader.this) {
        if (visit == this) {
          heard(this, event);
        }
      }
    }

    @Override
    public void ended(Failure why) {}
  }
}
