package io.redfire.core.bot;

import io.redfire.core.log.UserName;
import java.time.Instant;

/**
 * An address that a room's entries are posted to, as far as the user who made it may read them.
 * Immutable; its text form shows neither the secret nor the address.
 *
 * @param id names it in its room; no secret
 * @param name for people
 * @param maker who has to be allowed to read what is posted
 * @param url where to post; may hold a secret of the receiver's
 * @param secret what posts are signed with; a signature takes the secret itself, so it is kept
 * @param createdAt in milliseconds
 */
public record OutgoingWebhook(
    String id, String name, UserName maker, String url, String secret, Instant createdAt)
    implements Webhook {
  @Override
  public String toString() {
    return "OutgoingWebhook[" + id + " of " + maker + "]";
  }
}
