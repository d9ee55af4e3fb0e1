package io.redfire.server.outgoing;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.redfire.core.account.Accounts;
import io.redfire.core.bot.Deliveries;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.bot.Webhooks;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.server.limit.Asking;
import io.redfire.server.limit.BoundedThreads;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.right.Authority;
import io.redfire.server.room.LiveRooms;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts what stands in rooms to their outgoing webhooks: finds those that there are, and looks
 * after each. Made, started and closed by one thread.
 *
 * <p>Every node knows all of them and tries to take each; one has it. The rooms are found by an
 * index, and the webhooks by the rooms.
 */
public final class HookDeliveries implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HookDeliveries.class);

  /** How many a node looks after; of more it tries to take none. */
  private static final int MOST = 10_000;

  /** Posts under way at once. Each holds one batch. */
  private static final int MOST_POSTS = 64;

  /** How many threads ask Redis at once. */
  public static final int THREADS = 4;

  /** A name service that is slow keeps nobody waiting but those who ask it. */
  private static final int NAMING_THREADS = 4;

  private static final int PAGE = 1000;
  private static final long LAST_WORD_MILLIS = 500;

  private final Webhooks hooks;
  private final HookTimes times;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(threads("hooks"));
  private final BoundedThreads blocking =
      new BoundedThreads(THREADS, 2 * MOST, threads("delivery-%d"));
  private final BoundedThreads naming =
      new BoundedThreads(NAMING_THREADS, MOST_POSTS, threads("delivery-names-%d"));
  private final DeliveryTools tools;

  /** Of the loop. */
  private final Map<Key, HookDelivery> known = new LinkedHashMap<>();

  private boolean finding;
  private boolean findAgain;
  private boolean hasWarned;

  /**
   * Posts by that transport.
   *
   * @param privateAddresses whether receivers may be on this machine and the networks around it
   */
  public HookDeliveries(
      Webhooks hooks,
      Deliveries deliveries,
      MessageLog log,
      LiveRooms rooms,
      Accounts accounts,
      Authority authority,
      HookTransport transport,
      boolean privateAddresses,
      HookTimes times,
      ServerMetrics metrics,
      InstantSource clock) {
    this.hooks = hooks;
    this.times = times;
    this.tools =
        new DeliveryTools(
            log,
            rooms,
            accounts,
            authority,
            deliveries,
            transport,
            new HookAddresses(InetAddress::getAllByName, privateAddresses),
            times,
            new PostTurns(MOST_POSTS),
            metrics,
            clock,
            this::onLoop,
            blocking,
            naming);
  }

  private static ThreadFactory threads(String name) {
    return new ThreadFactoryBuilder().setNameFormat(name).setDaemon(true).build();
  }

  /** Nothing is to be done any more once the node stops. */
  private void onLoop(Runnable task) {
    try {
      loop.execute(() -> guarded(task));
    } catch (RejectedExecutionException stopping) {
      LOG.debug("Stopping");
    }
  }

  /** Or what is scheduled would never run again. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      LOG.error("Outgoing webhooks could not be looked after", bug);
    }
  }

  /** Starts to look. */
  public void start() {
    every(times.find().toMillis(), this::find);
    every(times.look().toMillis(), () -> known.values().forEach(HookDelivery::look));
  }

  private void every(long millis, Runnable task) {
    var unused = loop.scheduleWithFixedDelay(() -> guarded(task), 0, millis, TimeUnit.MILLISECONDS);
  }

  /** A webhook was made or deleted on this node. Any thread. */
  public void changed() {
    onLoop(this::find);
  }

  private void find() {
    if (finding) {
      findAgain = true;
      return;
    }
    finding = true;
    findAgain = false;
    var unused =
        Asking.on(blocking, this::all)
            .whenComplete((found, failure) -> onLoop(() -> found(found, failure)));
  }

  private void found(@Nullable Map<Key, OutgoingWebhook> found, @Nullable Throwable failure) {
    finding = false;
    if (found == null) {
      LOG.warn("The outgoing webhooks cannot be looked for: {}", String.valueOf(failure));
    } else {
      settle(found);
    }
    if (findAgain) {
      find();
    }
  }

  /** All that there are; blocks. */
  private Map<Key, OutgoingWebhook> all() {
    Map<Key, OutgoingWebhook> found = new LinkedHashMap<>();
    List<RoomName> rooms = tools.deliveries().rooms(Optional.empty(), PAGE);
    while (!rooms.isEmpty() && found.size() <= MOST) {
      rooms.forEach(room -> findIn(room, found));
      rooms = tools.deliveries().rooms(Optional.of(rooms.get(rooms.size() - 1)), PAGE);
    }
    return found;
  }

  private void findIn(RoomName room, Map<Key, OutgoingWebhook> found) {
    List<OutgoingWebhook> ofRoom = outgoing(room);
    if (ofRoom.isEmpty()) {
      tools.deliveries().forget(room);
      ofRoom = outgoing(room);
      if (!ofRoom.isEmpty()) {
        // It was made just now.
        tools.deliveries().note(room);
      }
    }
    ofRoom.forEach(hook -> found.put(new Key(room, hook.id()), hook));
  }

  private List<OutgoingWebhook> outgoing(RoomName room) {
    return hooks.list(room).stream()
        .filter(OutgoingWebhook.class::isInstance)
        .map(OutgoingWebhook.class::cast)
        .toList();
  }

  private void settle(Map<Key, OutgoingWebhook> found) {
    for (Key each : Set.copyOf(known.keySet())) {
      if (!found.containsKey(each)) {
        HookDelivery gone = known.remove(each);
        if (gone != null) {
          var unused = gone.close();
        }
      }
    }
    found.forEach(this::lookAfter);
  }

  private void lookAfter(Key key, OutgoingWebhook hook) {
    if (known.containsKey(key)) {
      return;
    }
    if (known.size() >= MOST) {
      if (!hasWarned) {
        hasWarned = true;
        LOG.warn("There are more than {} outgoing webhooks; this node passes over some", MOST);
      }
      return;
    }
    try {
      HookDelivery delivery = new HookDelivery(tools, key.room(), hook);
      known.put(key, delivery);
      delivery.look();
    } catch (IllegalArgumentException notOurs) {
      LOG.debug("Webhook {} of room {} cannot be read", key.id(), key.room());
    }
  }

  /** Lets other nodes go on, and stops. */
  @Override
  public void close() {
    CountDownLatch given = new CountDownLatch(1);
    onLoop(() -> giveBack(given::countDown));
    try {
      if (!given.await(LAST_WORD_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.debug("Others find out by themselves that outgoing webhooks are free");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var unused = loop.shutdownNow();
    naming.close();
    blocking.close();
  }

  private void giveBack(Runnable then) {
    CompletableFuture<?>[] all =
        known.values().stream().map(HookDelivery::close).toArray(CompletableFuture<?>[]::new);
    var unused = CompletableFuture.allOf(all).whenComplete((given, failure) -> then.run());
  }

  /** Names a webhook. */
  private record Key(RoomName room, String id) {}
}
