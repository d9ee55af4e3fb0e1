package io.redfire.server.outgoing;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.redfire.core.account.Accounts;
import io.redfire.core.bot.Deliveries;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.bot.Webhooks;
import io.redfire.core.log.MessageLog;
import io.redfire.server.limit.Asking;
import io.redfire.server.limit.BoundedThreads;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.right.Authority;
import io.redfire.server.room.LiveRooms;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts what stands in rooms to their outgoing webhooks: finds those that there are, and looks
 * after each. Made, started, stopped and closed by one thread.
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

  /** Of one room, whose receivers may all be one that is slow. */
  private static final int MOST_POSTS_OF_ROOM = 4;

  /** How many threads ask Redis at once. */
  public static final int THREADS = 4;

  /** A name service that is slow keeps nobody waiting but those who ask it. */
  private static final int NAMING_THREADS = 16;

  private static final Duration LAST_WORD = Duration.ofMillis(500);

  /** How long an orderly end may take, from {@link #stop} on, with posts under way. */
  private static final Duration STOP = Duration.ofSeconds(3);

  private final HookFinding finding;
  private final HookTimes times;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(threads("hooks"));
  private final BoundedThreads blocking =
      new BoundedThreads(THREADS, 2 * MOST, threads("delivery-%d"));
  private final BoundedThreads naming =
      new BoundedThreads(NAMING_THREADS, MOST_POSTS, threads("delivery-names-%d"));
  private final DeliveryTools tools;

  /** Of the loop. */
  private final Map<HookKey, HookDelivery> known = new LinkedHashMap<>();

  private final CompletableFuture<Void> given = new CompletableFuture<>();
  private boolean stopping;
  private boolean looking;
  private boolean findAgain;
  private boolean hasWarned;

  /** Of the thread that closes. */
  private long stoppedAt;

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
    this.finding = new HookFinding(hooks, deliveries, MOST);
    this.times = times;
    this.tools =
        new DeliveryTools(
            log,
            rooms,
            accounts,
            authority,
            deliveries,
            transport,
            new HookLookups(
                new HookAddresses(
                    InetAddress::getAllByName, HookAddresses::isOwn, privateAddresses),
                naming,
                times.name()),
            times,
            new PostTurns(MOST_POSTS, MOST_POSTS_OF_ROOM, this::onLoop),
            metrics,
            clock,
            this::onLoop,
            blocking);
  }

  private static ThreadFactory threads(String name) {
    return new ThreadFactoryBuilder().setNameFormat(name).setDaemon(true).build();
  }

  /** Nothing is to be done any more once the node stops. */
  private void onLoop(Runnable task) {
    try {
      loop.execute(() -> guarded(task));
    } catch (RejectedExecutionException ended) {
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
    if (looking || stopping) {
      findAgain = true;
      return;
    }
    looking = true;
    findAgain = false;
    Set<HookKey> before = Set.copyOf(known.keySet());
    var unused =
        Asking.on(blocking, () -> finding.all(before))
            .whenComplete((found, failure) -> onLoop(() -> found(found, failure)));
  }

  private void found(HookFinding.@Nullable Found found, @Nullable Throwable failure) {
    looking = false;
    if (stopping) {
      return;
    }
    if (found == null) {
      LOG.warn("The outgoing webhooks cannot be looked for: {}", String.valueOf(failure));
    } else {
      settle(found);
    }
    if (findAgain) {
      find();
    }
  }

  private void settle(HookFinding.Found found) {
    for (HookKey each : Set.copyOf(known.keySet())) {
      if (!found.holds(each)) {
        HookDelivery gone = known.remove(each);
        if (gone != null) {
          var unused = gone.close();
        }
      }
    }
    found.hooks().forEach(this::lookAfter);
  }

  private void lookAfter(HookKey key, OutgoingWebhook hook) {
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

  /**
   * Begins no more posts, and lets other nodes go on: at once with those that post nothing, with
   * the others when their posts came to an end. Returns at once; what is asked by them has to be
   * there until {@link #close}.
   */
  public void stop() {
    stoppedAt = System.nanoTime();
    onLoop(this::giveBack);
  }

  /** Ends what is left after {@link #stop}, for which it waits for a while. */
  @Override
  public void close() {
    Duration left = STOP.minusNanos(System.nanoTime() - stoppedAt);
    try {
      var unused =
          given.get(Math.max(left.toMillis(), LAST_WORD.toMillis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("Others find out by themselves that outgoing webhooks are free");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var unused = loop.shutdownNow();
    naming.close();
    blocking.close();
  }

  private void giveBack() {
    stopping = true;
    CompletableFuture<?>[] all =
        known.values().stream().map(HookDelivery::close).toArray(CompletableFuture<?>[]::new);
    var unused = CompletableFuture.allOf(all).whenComplete((each, failure) -> given.complete(null));
  }
}
