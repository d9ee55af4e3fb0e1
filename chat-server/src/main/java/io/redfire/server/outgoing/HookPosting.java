package io.redfire.server.outgoing;

import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Identity;
import io.redfire.core.account.Scope;
import io.redfire.core.bot.Delivery;
import io.redfire.core.bot.Holding;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.log.RoomName;
import io.redfire.server.limit.Asking;
import io.redfire.server.metrics.ServerMetrics.Delivered;
import io.redfire.server.right.Action;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Waiting;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one outgoing webhook posts once. Thread-safe; never blocks.
 *
 * <p>In this order: read what comes next, ask whether its maker may read that, find the receiver's
 * address, note what is about to be posted, post it, note what came of it. As the right is asked
 * for after the reading and past all that is remembered, nothing is posted that stands behind the
 * entry which took the right away.
 *
 * <p>Each note keeps the webhook for longer than a post may take: whoever comes after this node
 * makes the same post again, with the same id, and then goes on. A node that stood still between
 * the note and the post does not make it.
 */
final class HookPosting {
  private static final Logger LOG = LoggerFactory.getLogger(HookPosting.class);

  private final DeliveryTools tools;
  private final RoomName room;
  private final OutgoingWebhook hook;
  private final HookSecret secret;
  private final HookUrl url;

  /**
   * @throws IllegalArgumentException where what is kept of the webhook cannot be read
   */
  HookPosting(DeliveryTools tools, RoomName room, OutgoingWebhook hook) {
    this.tools = tools;
    this.room = room;
    this.hook = hook;
    this.secret = HookSecret.parse(hook.secret());
    this.url = HookUrl.parse(hook.url());
  }

  /**
   * Posts what comes next.
   *
   * @param known how far it is
   * @param holding by which this node has it
   * @return ends with how far it is then, which is the same where there was nothing to tell; empty
   *     where another node has it by now; fails where that is not known
   */
  CompletableFuture<Optional<Delivery>> post(Delivery known, Holding holding) {
    return Asking.on(tools.blocking(), () -> prepare(known))
        .thenCompose(
            ready -> {
              HookBatch batch = ready.batch();
              if (batch == null) {
                return CompletableFuture.completedFuture(Optional.of(known));
              }
              return ready.refusal().isEmpty()
                  ? address(known, holding, batch)
                  : note(
                      holding, known.refused(now().plus(tools.times().refused()), ready.refusal()));
            });
  }

  /** Reads, and asks; blocks. */
  private Ready prepare(Delivery known) {
    HookBatch batch = HookBatch.next(tools.log(), room, hook.id(), known).orElse(null);
    return new Ready(batch, batch == null ? "" : refusal());
  }

  /** Why its maker may not read the room; empty text where the maker may. */
  private String refusal() {
    Optional<Account> maker = tools.accounts().find(hook.maker());
    if (maker.isEmpty() || maker.get().disabled()) {
      return Reason.ACCOUNT_DISABLED.name();
    }
    try {
      var unused =
          Waiting.on(tools.authority().authorizeNow(caller(maker.get()), Action.READ, room));
      return "";
    } catch (Problem problem) {
      if (problem.mayPass()) {
        throw problem;
      }
      return problem.reason().name();
    }
  }

  /** The maker, with no more than this takes. */
  private Caller caller(Account maker) {
    return new Caller.SignedIn(
        new Identity(
            maker,
            new AccountSession(
                hook.id(),
                "",
                hook.name(),
                true,
                Set.of(Scope.READ),
                hook.createdAt(),
                Instant.MAX)));
  }

  private CompletableFuture<Optional<Delivery>> address(
      Delivery known, Holding holding, HookBatch batch) {
    return tools
        .lookups()
        .find(url.host())
        .thenApply(address -> new Place(address, ""))
        .exceptionally(failure -> new Place(null, words(failure)))
        .thenCompose(
            place -> {
              InetAddress address = place.address();
              return address == null
                  ? failed(known, holding, Duration.ZERO, place.failure())
                  : send(known, holding, batch, address);
            });
  }

  private CompletableFuture<Optional<Delivery>> send(
      Delivery known, Holding holding, HookBatch batch, InetAddress address) {
    Delivery posting = known.posting(batch.end().seq());
    long noting = System.nanoTime();
    return note(holding, posting)
        .thenCompose(
            noted -> {
              boolean isLate = System.nanoTime() - noting > tools.times().latest().toNanos();
              if (noted.isEmpty() || isLate) {
                return CompletableFuture.completedFuture(noted);
              }
              return tools
                  .transport()
                  .post(signed(batch), address)
                  .thenApply(reply -> new Answer(reply, ""))
                  .exceptionally(failure -> new Answer(null, words(failure)))
                  .thenCompose(answer -> answered(posting, holding, batch, answer));
            });
  }

  private HookPost signed(HookBatch batch) {
    long seconds = now().getEpochSecond();
    return new HookPost(
        url,
        Map.of(
            "webhook-id",
            batch.id(),
            "webhook-timestamp",
            Long.toString(seconds),
            "webhook-signature",
            secret.sign(batch.id(), seconds, batch.body())),
        batch.body());
  }

  /** What failed otherwise than on the way to the receiver is no fault of the receiver's. */
  private static String words(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof HookFailure why) {
      return why.words();
    }
    throw new CompletionException(cause);
  }

  private CompletableFuture<Optional<Delivery>> answered(
      Delivery posting, Holding holding, HookBatch batch, Answer answer) {
    HookReply reply = answer.reply();
    if (reply == null) {
      return failed(posting, holding, Duration.ZERO, answer.failure());
    }
    if (reply.isTaken()) {
      tools.metrics().webhookDelivered(Delivered.DELIVERED);
      return note(holding, posting.taken(batch.from(), batch.end()));
    }
    String words = "status " + reply.status();
    return reply.isGone()
        ? noteFailed(holding, posting.disabled(words))
        : failed(posting, holding, reply.retryAfter().orElse(Duration.ZERO), words);
  }

  private CompletableFuture<Optional<Delivery>> failed(
      Delivery known, Holding holding, Duration wanted, String words) {
    return noteFailed(holding, tools.times().schedule().failed(known, wanted, now(), words));
  }

  private CompletableFuture<Optional<Delivery>> noteFailed(Holding holding, Delivery next) {
    tools.metrics().webhookDelivered(Delivered.FAILED);
    if (next.standing() == Delivery.Standing.DISABLED) {
      tools.metrics().webhookDelivered(Delivered.DISABLED);
      LOG.info("Webhook {} of room {} is disabled: {}", hook.id(), room, next.problem());
    } else {
      LOG.debug("Webhook {} of room {} was not taken: {}", hook.id(), room, next.problem());
    }
    return note(holding, next);
  }

  private CompletableFuture<Optional<Delivery>> note(Holding holding, Delivery next) {
    return Asking.on(
        tools.blocking(),
        () ->
            tools.deliveries().save(room, hook.id(), holding, next, tools.times().lease())
                ? Optional.of(next)
                : Optional.empty());
  }

  private Instant now() {
    return tools.clock().instant();
  }

  @Override
  public String toString() {
    return "Webhook " + hook.id() + " of room " + room;
  }

  /** What comes next; null for nothing. And why it may not be told; empty text where it may. */
  private record Ready(@Nullable HookBatch batch, String refusal) {}

  /** Where the receiver is; null where it is nowhere, and why. */
  private record Place(@Nullable InetAddress address, String failure) {}

  /** What the receiver said; null for nothing, and why. */
  private record Answer(@Nullable HookReply reply, String failure) {}
}
