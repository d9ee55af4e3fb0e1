package io.redfire.server.account.oidc;

import io.redfire.core.log.UserName;
import java.time.Instant;

/**
 * What an outside issuer vouches for.
 *
 * @param user who showed the token
 * @param expiresAt from when on this server takes the token no more; at most a year ahead
 */
public record VerifiedJwt(UserName user, Instant expiresAt) {}
