package io.redfire.server.outgoing;

import com.google.common.net.InternetDomainName;
import io.redfire.server.limit.Asking;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks up where outgoing webhooks post, within a time. Thread-safe; never blocks.
 *
 * <p>Who makes webhooks chooses the name servers that are asked, and one that never answers keeps a
 * thread for as long as the system asks it. So the names of one domain that somebody can register
 * keep one thread at most: they are looked up one after the other, and as soon as one of them takes
 * too long, the others fail at once until it is over.
 */
final class HookLookups {
  private final HookAddresses addresses;
  private final Executor naming;
  private final Duration patience;

  /** By domain, while one of its names is looked up. Guarded by itself. */
  private final Map<String, Zone> zones = new HashMap<>();

  /**
   * @param naming runs what asks the name service
   * @param patience how long it may take, with the wait for a thread
   */
  HookLookups(HookAddresses addresses, Executor naming, Duration patience) {
    this.addresses = addresses;
    this.naming = naming;
    this.patience = patience;
  }

  /**
   * An address of that host which may be posted to.
   *
   * @return ends with it, or in a {@link HookFailure} where there is none, or it is not told in
   *     time
   */
  CompletableFuture<InetAddress> find(String host) {
    String domain = domain(host);
    Lookup lookup = new Lookup(host, new CompletableFuture<>());
    synchronized (zones) {
      Zone busy = zones.get(domain);
      if (busy != null) {
        if (System.nanoTime() - busy.since >= patience.toNanos()) {
          return CompletableFuture.failedFuture(noAnswer());
        }
        busy.waiting.add(lookup);
      } else {
        zones.put(domain, new Zone());
      }
      if (busy == null) {
        begin(domain, lookup);
      }
    }
    // Not orTimeout(), which says nothing that could be told.
    CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
        .execute(() -> lookup.address().completeExceptionally(noAnswer()));
    return lookup.address();
  }

  private static HookFailure noAnswer() {
    return new HookFailure("the name service does not answer");
  }

  /** What somebody registered, or the host itself where it is no such name. */
  private static String domain(String host) {
    if (!InternetDomainName.isValid(host)) {
      return host;
    }
    InternetDomainName name = InternetDomainName.from(host);
    return name.isUnderPublicSuffix() ? name.topPrivateDomain().toString() : host;
  }

  private void begin(String domain, Lookup lookup) {
    var unused =
        Asking.on(naming, () -> look(lookup))
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    lookup.address().completeExceptionally(failure);
                  }
                  goOn(domain);
                });
  }

  /** Blocks. Says nothing by what it returns. */
  private boolean look(Lookup lookup) {
    try {
      lookup.address().complete(addresses.find(lookup.host()));
    } catch (HookFailure none) {
      lookup.address().completeExceptionally(none);
    }
    return true;
  }

  private void goOn(String domain) {
    synchronized (zones) {
      Lookup next = next(domain);
      if (next != null) {
        begin(domain, next);
      }
    }
  }

  /** Who still waits; null for nobody, and then the domain is free. */
  private @Nullable Lookup next(String domain) {
    Zone zone = zones.get(domain);
    if (zone == null) {
      return null;
    }
    for (Lookup each = zone.waiting.poll(); each != null; each = zone.waiting.poll()) {
      if (!each.address().isDone()) {
        zone.since = System.nanoTime();
        return each;
      }
    }
    zones.remove(domain);
    return null;
  }

  /** One question. */
  private record Lookup(String host, CompletableFuture<InetAddress> address) {}

  /** A domain of which a name is looked up. */
  private static final class Zone {
    final Queue<Lookup> waiting = new ArrayDeque<>();
    long since = System.nanoTime();
  }
}
