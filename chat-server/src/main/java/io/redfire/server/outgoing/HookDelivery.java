package io.redfire.server.outgoing;

import io.redfire.core.bot.Claim;
import io.redfire.core.bot.Delivery;
import io.redfire.core.bot.Holding;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.limit.Asking;
import io.redfire.server.room.LiveRoom;
import io.redfire.server.room.RoomLease;
import io.redfire.server.room.RoomReader;
import io.redfire.server.wire.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One outgoing webhook, as this node sees it: a reader of the room like all others, whose cursor is
 * kept beside the log, and which posts for as long as the node has it.
 *
 * <p>Its state belongs to the deliveries' loop, and there is one thing under way at a time, which
 * runs elsewhere where it blocks. While the node has the webhook, it follows the room and looks
 * when that rings; where nothing rings and nothing is due, it asks Redis for nothing but to keep
 * it. What is known of it counts until something fails; then Redis is asked how it is.
 */
final class HookDelivery implements RoomReader {
  private static final Logger LOG = LoggerFactory.getLogger(HookDelivery.class);

  private final DeliveryTools tools;
  private final RoomName room;
  private final String id;
  private final HookPosting posting;
  private final CompletableFuture<Void> given = new CompletableFuture<>();
  private boolean busy;
  private boolean waiting;
  private boolean closed;
  private boolean gaveBack;

  /** Null where this node has it not. */
  private @Nullable Delivery delivery;

  /** Of no term where it is not known whether this node has it: then it is taken anew. */
  private Holding holding = Holding.none(UUID.randomUUID().toString());

  private long askedAt;
  private Duration wait = Duration.ZERO;
  private @Nullable RoomLease lease;
  private volatile @Nullable LiveRoom live;

  /** The room's end when there was nothing to tell. */
  private @Nullable Position idleAt;

  /**
   * Takes nothing yet.
   *
   * @throws IllegalArgumentException where what is kept of the webhook cannot be read
   */
  HookDelivery(DeliveryTools tools, RoomName room, OutgoingWebhook hook) {
    this.tools = tools;
    this.room = room;
    this.id = hook.id();
    this.posting = new HookPosting(tools, room, hook);
  }

  /** Does what is due, if anything. On the loop. */
  void look() {
    if (closed || busy) {
      return;
    }
    if (mustAsk()) {
      take();
    } else if (isDue()) {
      busy = true;
      waiting = true;
      tools.turns().take(room, this::post);
    }
  }

  private boolean mustAsk() {
    return System.nanoTime() - askedAt >= wait.toNanos();
  }

  private boolean isDue() {
    Delivery known = delivery;
    LiveRoom open = live;
    if (known == null || open == null || known.standing() == Delivery.Standing.DISABLED) {
      return false;
    }
    Position last = open.last();
    return !last.equals(known.at())
        && !last.equals(idleAt)
        && !known.next().isAfter(tools.clock().instant());
  }

  /** Takes it, or keeps it for another while. */
  private void take() {
    busy = true;
    long asked = System.nanoTime();
    whenDone(claim(), found -> taken(asked, found));
  }

  private CompletableFuture<Claim> claim() {
    Holding known = holding;
    return Asking.on(
        tools.blocking(), () -> tools.deliveries().take(room, id, known, tools.times().lease()));
  }

  private void taken(long asked, Claim found) {
    delivery = found.delivery().orElse(null);
    holding = delivery == null ? Holding.none(holding.holder()) : found.holding();
    askAgain(asked, delivery == null ? pause(found) : tools.times().renew());
    follow();
  }

  /** Until it may be free; whoever has it may give it back before. */
  private Duration pause(Claim found) {
    Duration told = found.pause();
    if (told.compareTo(tools.times().look()) < 0) {
      return tools.times().look();
    }
    return told.compareTo(tools.times().renew()) > 0 ? tools.times().renew() : told;
  }

  private void askAgain(long since, Duration after) {
    askedAt = since;
    wait = after;
  }

  /**
   * Posts once, now that it is its turn. Where it waited for that for long, it says first that this
   * node still has it: who lost the turn for that would wait for the next one as long.
   */
  private void post() {
    waiting = false;
    if (closed || !mustAsk()) {
      postOrPass();
      return;
    }
    long asked = System.nanoTime();
    var unused =
        claim()
            .whenComplete(
                (found, failure) ->
                    tools
                        .loop()
                        .execute(
                            () -> {
                              if (failure == null) {
                                taken(asked, found);
                              } else {
                                failed(failure);
                              }
                              postOrPass();
                            }));
  }

  private void postOrPass() {
    Delivery known = delivery;
    LiveRoom open = live;
    if (closed || known == null || open == null || !isDue()) {
      busy = false;
      tools.turns().giveBack(room);
      giveBackIfClosed();
      return;
    }
    Position last = open.last();
    long began = System.nanoTime();
    CompletableFuture<Optional<Delivery>> posted = posting.post(known, holding);
    whenDone(
        posted.whenComplete(
            (next, failure) -> tools.loop().execute(() -> tools.turns().giveBack(room))),
        next -> {
          if (next.isEmpty()) {
            lost();
          } else {
            delivery = next.get();
            idleAt = next.get().equals(known) ? last : null;
            // What was noted meanwhile kept it for longer.
            askAgain(began, tools.times().renew());
          }
        });
  }

  /** Goes on with the answer, on the loop; without one it is not known how the webhook is. */
  private <T> void whenDone(CompletableFuture<T> answer, Consumer<T> then) {
    var unused =
        answer.whenComplete(
            (value, failure) ->
                tools
                    .loop()
                    .execute(
                        () -> {
                          busy = false;
                          if (failure == null) {
                            then.accept(value);
                          } else {
                            failed(failure);
                          }
                          giveBackIfClosed();
                          look();
                        }));
  }

  private void failed(Throwable failure) {
    LOG.warn("{} waits: {}", posting, Problem.from(failure).reason());
    lost();
  }

  /**
   * Another node may have it by now, or it was deleted. What this node sent and heard nothing of
   * must not be noted any more, should it have it still.
   */
  private void lost() {
    delivery = null;
    holding = Holding.none(holding.holder());
    askAgain(System.nanoTime(), tools.times().look());
  }

  /** Hears of the room's entries for as long as this node has the webhook. */
  private void follow() {
    Delivery known = delivery;
    if (closed || known == null || known.standing() == Delivery.Standing.DISABLED) {
      leave();
    } else if (lease == null) {
      RoomLease taken = tools.rooms().acquire(room);
      lease = taken;
      var unused =
          taken
              .room()
              .whenComplete(
                  (opened, failure) -> tools.loop().execute(() -> followed(taken, opened)));
    }
  }

  private void followed(RoomLease taken, @Nullable LiveRoom opened) {
    if (lease != taken) {
      return;
    }
    if (opened == null) {
      // It is tried again with the next renewal.
      leave();
      return;
    }
    live = opened;
    opened.join(this);
    look();
  }

  private void leave() {
    LiveRoom open = live;
    if (open != null) {
      open.leave(this);
      live = null;
    }
    RoomLease held = lease;
    if (held != null) {
      held.close();
      lease = null;
    }
  }

  /**
   * Ends it on this node. On the loop.
   *
   * @return ends when another node may go on, at once; if a post is under way, when that is done
   */
  CompletableFuture<Void> close() {
    closed = true;
    leave();
    if (!busy || waiting) {
      giveBack();
    }
    return given;
  }

  private void giveBackIfClosed() {
    if (closed) {
      giveBack();
    }
  }

  private void giveBack() {
    if (gaveBack) {
      return;
    }
    gaveBack = true;
    if (delivery == null) {
      given.complete(null);
      return;
    }
    delivery = null;
    Holding held = holding;
    CompletableFuture<Boolean> asked =
        Asking.on(
            tools.blocking(),
            () -> {
              tools.deliveries().giveBack(room, id, held);
              return true;
            });
    var unused = asked.whenComplete((done, failure) -> given.complete(null));
  }

  @Override
  public Executor loop() {
    return tools.loop();
  }

  @Override
  public long seq() {
    // A receiver that is away is no slow client.
    LiveRoom open = live;
    return open == null ? 0 : open.last().seq();
  }

  @Override
  public void ring() {
    look();
  }

  @Override
  public void rewound(Position fork) {
    idleAt = null;
    look();
  }

  @Override
  public void governed(String concerned) {}

  @Override
  public void heard(String text) {}
}
