package io.redfire.server.account.oidc;

import io.redfire.core.log.UserName;
import java.time.Instant;

/**
 * What an outside issuer vouches for.
 *
 * @param user the name that whoever showed the token has there now
 * @param subject who that is for good, whatever the name: a digest of the issuer and its claim
 *     {@code sub}, 64 hex digits
 * @param expiresAt from when on this server takes the token no more; at most a year ahead
 */
public record VerifiedJwt(UserName user, String subject, Instant expiresAt) {}
