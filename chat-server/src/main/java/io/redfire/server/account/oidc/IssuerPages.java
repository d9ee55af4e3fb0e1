package io.redfire.server.account.oidc;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

/** Fetches what an issuer publishes: bounded in time and size, and from no other place. */
final class IssuerPages extends DefaultResourceRetriever {
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int MOST_BYTES = 256 * 1024;

  IssuerPages() {
    super(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MOST_BYTES);
  }

  @Override
  protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
    HttpURLConnection connection = super.openHTTPConnection(url);
    // A redirect may lead where nothing is encrypted, or into the network of this server.
    connection.setInstanceFollowRedirects(false);
    return connection;
  }
}
