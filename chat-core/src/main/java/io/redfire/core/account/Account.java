package io.redfire.core.account;

import io.redfire.core.log.UserName;
import java.time.Instant;

/**
 * An account, without its secrets.
 *
 * @param displayName for people; may be empty
 * @param admin whether it may run the server
 * @param disabled whether nobody may use it
 */
public record Account(
    UserName user, String displayName, boolean admin, boolean disabled, Instant createdAt) {}
