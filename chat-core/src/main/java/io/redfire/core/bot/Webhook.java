package io.redfire.core.bot;

import io.redfire.core.log.UserName;
import java.time.Instant;

/** A way into or out of a room for programs that know nothing but HTTP. Immutable. */
public sealed interface Webhook permits IncomingWebhook, OutgoingWebhook {
  /** Names it in its room; no secret. */
  String id();

  /** For people. */
  String name();

  /** Whose rights it has. */
  UserName maker();

  /** When it was made, in milliseconds. */
  Instant createdAt();
}
