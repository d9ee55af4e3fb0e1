package io.redfire.core.account;

import java.time.Instant;
import java.util.Set;

/**
 * A session of one device, or an API token.
 *
 * @param id names it; no secret. It follows from the digest, as {@link #idOf} says
 * @param digest SHA-256 of its secret in hex; all that is kept of it
 * @param name the device or token, as its user named it
 * @param token whether it is an API token
 */
public record AccountSession(
    String id,
    String digest,
    String name,
    boolean token,
    Set<Scope> scopes,
    Instant createdAt,
    Instant expiresAt) {
  private static final int ID_LENGTH = 16;

  /** Copies the scopes. */
  public AccountSession {
    scopes = Set.copyOf(scopes);
  }

  /** The id of the session with this digest: its first {@value #ID_LENGTH} digits. */
  public static String idOf(String digest) {
    return digest.substring(0, ID_LENGTH);
  }
}
