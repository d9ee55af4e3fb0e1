package io.redfire.server.account.oidc;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URL;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an issuer for its public keys, each time anew. Blocks the calling thread for some seconds at
 * most; what keeps the keys and how often it may ask is its caller's to bound.
 */
final class IssuerKeys implements JWKSetSource<SecurityContext> {
  private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

  private final OidcSettings settings;
  private final IssuerPages pages = new IssuerPages();
  private volatile boolean answered;

  IssuerKeys(OidcSettings settings) {
    this.settings = settings;
  }

  /** Tells whether the issuer gave its keys when it was last asked. */
  boolean answered() {
    return answered;
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext context)
      throws JWKSetRetrievalException {
    try {
      JWKSet keys = JWKSet.parse(pages.retrieveResource(place()).getContent()).toPublicJWKSet();
      answered = true;
      return keys;
    } catch (IOException | ParseException | IllegalArgumentException e) {
      answered = false;
      LOG.warn("The keys of {} cannot be had: {}", settings.issuer(), e.getMessage());
      throw new JWKSetRetrievalException("the issuer's keys cannot be had", e);
    }
  }

  private URL place() throws IOException, ParseException {
    if (settings.keys().isPresent()) {
      return settings.keys().get().url();
    }
    Map<String, Object> description =
        JSONObjectUtils.parse(pages.retrieveResource(settings.issuer().description()).getContent());
    if (!settings.issuer().toString().equals(description.get("issuer"))) {
      throw new IOException("the description is of another issuer");
    }
    if (description.get("jwks_uri") instanceof String keys) {
      return IssuerUrl.parse(keys).url();
    }
    throw new IOException("the description names no keys");
  }

  @Override
  public void close() {}
}
