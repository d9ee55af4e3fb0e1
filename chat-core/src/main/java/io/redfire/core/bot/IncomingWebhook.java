package io.redfire.core.bot;

import io.redfire.core.log.UserName;
import java.time.Instant;

/**
 * An address at which whoever knows its secret says something in a room, as the user who made it.
 * Immutable.
 *
 * @param id names it in its room; no secret
 * @param name what its messages are said to come by, for people
 * @param maker as whom it speaks
 * @param digest SHA-256 of its secret in hex; all that is kept of that
 * @param createdAt in milliseconds
 */
public record IncomingWebhook(
    String id, String name, UserName maker, String digest, Instant createdAt) implements Webhook {}
