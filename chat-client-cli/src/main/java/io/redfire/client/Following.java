package io.redfire.client;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Resume;
import io.redfire.chat.v1.RoomBounds;
import io.redfire.chat.v1.RoomClosed;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.Start;
import io.redfire.chat.v1.Subscribed;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One followed room: where its reader is, and who listens. Used on the client's own thread only,
 * but for {@link #close} and the deliveries it hands out.
 *
 * <p>The place moves when an event is handed over for delivery, not when the listener has seen it:
 * deliveries outlive connections, so an event handed over is never asked for again.
 */
final class Following implements Subscription {
  private final String room;
  private final Start start;
  private final RoomListener listener;
  private final Consumer<Following> leave;
  private final CursorTrail trail = new CursorTrail();

  /** Of what was handed over for delivery. */
  private final RecentTags tags = new RecentTags();

  /** Of what the listener heard, which is all that its own words can be about. */
  private final RecentTags heardTags = new RecentTags();

  private long lastSeq;
  private boolean live;
  private boolean placed;
  private int rewinds;
  private volatile int heardRewinds;
  private long toldDelivered;
  private long toldBy;
  private long notToldBefore = System.nanoTime();
  private boolean mayTell = true;
  private volatile long delivered;
  private volatile boolean closed;

  Following(String room, Start start, RoomListener listener, Consumer<Following> leave) {
    this.room = room;
    this.start = start;
    this.listener = listener;
    this.leave = leave;
  }

  @Override
  public String room() {
    return room;
  }

  @Override
  public void close() {
    closed = true;
    leave.accept(this);
  }

  boolean isClosed() {
    return closed;
  }

  /** The wish as it stands now: from the newest place reached, else from the given start. */
  RoomSubscription wish() {
    RoomSubscription.Builder wish = RoomSubscription.newBuilder().setRoom(room);
    if (!trail.isEmpty()) {
      Resume resume = Resume.newBuilder().addAllCursors(trail.newestFirst()).build();
      wish.setStart(Start.newBuilder().setResume(resume));
    } else if (start.getAtCase() != Start.AtCase.AT_NOT_SET) {
      wish.setStart(start);
    }
    return wish.build();
  }

  /** The connection is lost: what still arrives of this room is not to be believed. */
  void interrupted() {
    live = false;
    // What was told last may not have arrived.
    toldDelivered = 0;
    toldBy = 0;
  }

  Runnable subscribed(Subscribed answer) {
    live = true;
    placed = false;
    mayTell = true;
    if (trail.isEmpty()) {
      // These starts would mean another place the next time they are asked for, so the place
      // they mean now has to be kept even before the first entry.
      RoomBounds bounds = answer.getBounds();
      switch (start.getAtCase()) {
        case AT_NOT_SET -> trail.add(bounds.getLastSeq(), answer.getCursor());
        case LAST -> {
          long first = Math.max(0, bounds.getFirstSeq() - 1);
          long place = Math.max(first, bounds.getLastSeq() - start.getLast());
          trail.add(place, answer.getCursor());
        }
        default -> {}
      }
    }
    return telling(() -> listener.onSubscribed(answer));
  }

  Runnable refused(ChatException why) {
    return telling(() -> listener.onRefused(why));
  }

  /** The server follows it no more; null where that is about an earlier wish. */
  @Nullable Runnable closed(RoomClosed event) {
    return live ? telling(() -> listener.onClosed(event)) : null;
  }

  /**
   * Moves the place by an event of this room and returns what to tell the listener, if anything.
   */
  @Nullable Runnable moved(Event event) {
    if (!live) {
      return null;
    }
    placed |=
        switch (event.getEventCase()) {
          case ENTRY, ROOM_REWOUND, HISTORY_TRIMMED, CAUGHT_UP -> true;
          default -> false;
        };
    return switch (event.getEventCase()) {
      case ENTRY -> entry(event.getEntry());
      case TYPING -> telling(() -> listener.onTyping(event.getTyping()));
      case RECEIPT -> telling(() -> listener.onReceipt(event.getReceipt()));
      case LIVE_TEXT -> telling(() -> listener.onLiveText(event.getLiveText()));
      case ROOM_REWOUND -> {
        RoomRewound rewound = event.getRoomRewound();
        trail.rewind(rewound.getForkSeq(), rewound.getCursor());
        tags.rewind(rewound.getForkSeq());
        lastSeq = rewound.getForkSeq();
        // That seq may be reached again by something else.
        toldDelivered = Math.min(toldDelivered, rewound.getForkSeq());
        int heard = ++rewinds;
        yield telling(
            () -> {
              delivered = Math.min(delivered, rewound.getForkSeq());
              heardTags.rewind(rewound.getForkSeq());
              heardRewinds = heard;
              listener.onRewound(rewound);
            });
      }
      case HISTORY_TRIMMED -> {
        var trimmed = event.getHistoryTrimmed();
        trail.add(trimmed.getLastMissingSeq(), trimmed.getCursor());
        yield telling(() -> listener.onTrimmed(trimmed));
      }
      case CAUGHT_UP -> {
        trail.add(event.getCaughtUp().getSeq(), event.getCaughtUp().getCursor());
        yield telling(() -> listener.onCaughtUp(event.getCaughtUp()));
      }
      default -> null;
    };
  }

  /** Whether the reader was given something else at the place where that was accepted. */
  boolean belies(Accepted answer) {
    return tags.belie(answer.getSeq(), answer.getTag());
  }

  /** The tag of what the listener heard at that seq; empty where that is not known. */
  String heardTagAt(long seq) {
    return heardTags.at(seq);
  }

  private @Nullable Runnable entry(Entry entry) {
    if (entry.getSeq() <= lastSeq) {
      return null;
    }
    lastSeq = entry.getSeq();
    trail.add(entry.getSeq(), entry.getCursor());
    tags.add(entry.getSeq(), entry.getTag());
    return telling(
        () -> {
          heardTags.add(entry.getSeq(), entry.getTag());
          listener.onEntry(entry);
          delivered = entry.getSeq();
        });
  }

  /**
   * The newest seq that the listener has heard, where the server was not told that yet. Nothing
   * while that may be one of a log that was replaced: before the server said where a subscription
   * begins, which may be with a rewind, and until the listener has heard of each rewind.
   */
  OptionalLong deliveredSinceTold() {
    boolean isPaused = !mayTell || System.nanoTime() - notToldBefore < 0;
    boolean isOfThisLog = placed && heardRewinds == rewinds;
    long newest = delivered;
    if (!live || isPaused || !isOfThisLog || newest == toldDelivered) {
      return OptionalLong.empty();
    }
    toldDelivered = newest;
    return OptionalLong.of(newest);
  }

  /** That was told by this request. */
  void toldDelivered(long request) {
    toldBy = request;
  }

  /**
   * That was not taken, if it was told by this request: it is told again after a while, or, where
   * it never will be taken, when the room is followed anew.
   */
  void deliveryRefused(long request, ChatException why) {
    if (request != 0 && request == toldBy) {
      toldDelivered = 0;
      toldBy = 0;
      mayTell = why.isRetryable();
      notToldBefore = System.nanoTime() + why.retryAfter().orElse(Duration.ofSeconds(1)).toNanos();
    }
  }

  private Runnable telling(Runnable tell) {
    return () -> {
      if (!closed) {
        tell.run();
      }
    };
  }
}
