package io.redfire.server.api;

import io.redfire.chat.v1.OutgoingWebhook;
import io.redfire.chat.v1.WebhookState;
import io.redfire.core.bot.Delivery;
import io.redfire.server.wire.Events;
import java.time.Instant;
import java.util.Optional;

/** Makes the contract's outgoing webhooks out of the model. A function; any thread. */
final class OutgoingForm {
  private OutgoingForm() {}

  /**
   * What is told of one: never the secret.
   *
   * @param delivery how far it is; empty where that cannot be read, or it was deleted just now, and
   *     then it is in no state that could be told
   */
  static OutgoingWebhook of(io.redfire.core.bot.OutgoingWebhook hook, Optional<Delivery> delivery) {
    OutgoingWebhook.Builder proto = OutgoingWebhook.newBuilder().setUrl(hook.url());
    delivery.ifPresent(known -> set(proto, known));
    return proto.build();
  }

  private static void set(OutgoingWebhook.Builder proto, Delivery delivery) {
    proto
        .setState(state(delivery))
        .setDeliveredSeq(delivery.at().seq())
        .setFailures(delivery.failures())
        .setLastError(delivery.problem());
    boolean waits =
        delivery.standing() != Delivery.Standing.DISABLED && delivery.next().isAfter(Instant.EPOCH);
    if (waits) {
      proto.setNextAt(Events.timestamp(delivery.next()));
    }
  }

  private static WebhookState state(Delivery delivery) {
    return switch (delivery.standing()) {
      case OPEN ->
          delivery.failures() > 0
              ? WebhookState.WEBHOOK_STATE_FAILING
              : WebhookState.WEBHOOK_STATE_ACTIVE;
      case REFUSED -> WebhookState.WEBHOOK_STATE_NOT_PERMITTED;
      case DISABLED -> WebhookState.WEBHOOK_STATE_DISABLED;
    };
  }
}
