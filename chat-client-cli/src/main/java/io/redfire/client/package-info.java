/**
 * A client of {@code redfire.chat.v1} that stays connected: it reconnects with jittered backoff,
 * resumes every followed room by cursor, and sends what was not acknowledged again with the same
 * id.
 *
 * <p>Start at {@link io.redfire.client.ChatClient}. One-off questions (a page of history, the list
 * of rooms) need no stream and go through {@link io.redfire.client.ChatQueries}.
 */
@NullMarked
package io.redfire.client;

import org.jspecify.annotations.NullMarked;
