package io.redfire.server.account.oidc;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import io.redfire.server.account.oidc.JwtRefusedException.Check;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Tells whether the issuer signed a JWT. Any thread may call it; a call blocks for some seconds
 * where the keys have to be fetched.
 *
 * <p>The keys are kept for some minutes, and for an hour more while the issuer does not answer. In
 * the last of those minutes a token makes a thread of its own fetch them again, and nobody waits. A
 * token that names an unknown key makes it ask anew, twice in half a minute at most: whoever makes
 * up keys cannot make this server flood its issuer.
 */
final class JwtSignatures implements AutoCloseable {
  private static final int MOST_KEYS_TRIED = 16;
  private static final Set<JOSEObjectType> TYPES =
      Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

  private final OidcSettings settings;
  private final IssuerKeys keys;
  private final JWSVerificationKeySelector<SecurityContext> selector;
  private final DefaultJWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();
  private final ExecutorService ahead =
      Executors.newSingleThreadExecutor(
          new ThreadFactoryBuilder().setNameFormat("issuer-keys").setDaemon(true).build());

  /**
   * For how long keys are kept.
   *
   * @param fresh how long they are used without a question that somebody waits for
   * @param ahead how long before that is over a question is asked that nobody waits for; zero for
   *     never, and with {@code patience} no more than {@code fresh}
   * @param patience how long one token waits for another's question
   * @param between the time between questions, two of which may come at once
   * @param outage how much longer they are used while the issuer does not answer
   */
  record Keeping(
      Duration fresh, Duration ahead, Duration patience, Duration between, Duration outage) {
    static final Keeping USUAL =
        new Keeping(
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofHours(1));
  }

  JwtSignatures(OidcSettings settings, Keeping keeping) {
    this.settings = settings;
    keys = new IssuerKeys(settings);
    selector =
        new JWSVerificationKeySelector<>(
            settings.algorithms().stream().map(JwtAlgorithm::jws).collect(toUnmodifiableSet()),
            kept(keeping));
  }

  private JWKSource<SecurityContext> kept(Keeping keeping) {
    JWKSourceBuilder<SecurityContext> builder =
        JWKSourceBuilder.<SecurityContext>create(keys)
            .cache(keeping.fresh.toMillis(), keeping.patience.toMillis());
    if (keeping.ahead.isZero()) {
      builder.refreshAheadCache(false);
    } else {
      builder.refreshAheadCache(keeping.ahead.toMillis(), null, ahead, false, null, false);
    }
    return builder
        .rateLimited(keeping.between.toMillis())
        .outageTolerant(keeping.outage.toMillis())
        .build();
  }

  /**
   * Checks type, algorithm, key and signature.
   *
   * @throws JwtRefusedException where one of them is wrong
   */
  void check(SignedJWT jwt) {
    JOSEObjectType type = jwt.getHeader().getType();
    if (type != null && !TYPES.contains(type)) {
      throw new JwtRefusedException(Check.FORM, "a JWT of another type (expected: JWT or at+jwt)");
    }
    if (!selector.isAllowed(jwt.getHeader().getAlgorithm())) {
      throw new JwtRefusedException(
          Check.ALGORITHM,
          "signed in a way that is not allowed (expected: "
              + settings.algorithms().stream().sorted().map(Enum::name).collect(joining(", "))
              + ")");
    }
    List<Key> candidates = candidates(jwt);
    if (candidates.isEmpty()) {
      throw unknownKey();
    }
    if (candidates.stream().limit(MOST_KEYS_TRIED).noneMatch(key -> isSigned(jwt, key))) {
      throw new JwtRefusedException(
          Check.SIGNATURE, "the signature does not match (expected: the token as it was issued)");
    }
  }

  private List<Key> candidates(SignedJWT jwt) {
    try {
      return selector.selectJWSKeys(jwt.getHeader(), null);
    } catch (RateLimitReachedException e) {
      if (keys.answered()) {
        throw unknownKey();
      }
      throw unavailable();
    } catch (KeySourceException e) {
      throw unavailable();
    }
  }

  private boolean isSigned(SignedJWT jwt, Key key) {
    try {
      return jwt.verify(verifiers.createJWSVerifier(jwt.getHeader(), key));
    } catch (JOSEException notForThisKey) {
      return false;
    }
  }

  /** Fetches no more keys ahead. */
  @Override
  public void close() {
    ahead.shutdownNow();
  }

  private static JwtRefusedException unknownKey() {
    return new JwtRefusedException(
        Check.KEY, "signed with an unknown key (expected: one that the issuer publishes)");
  }

  private static JwtRefusedException unavailable() {
    return new JwtRefusedException(
        Check.KEYS_UNAVAILABLE, "cannot be checked now, since the issuer does not tell its keys");
  }
}
