package io.redfire.server.account.oidc;

import com.google.common.net.InetAddresses;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;

/**
 * Where an issuer is, or its keys: {@code https}, or plain {@code http} to this machine, since keys
 * that anyone on the way could replace prove nothing.
 *
 * @param value as it was written
 */
public record IssuerUrl(URI value) {
  private static final int LONGEST = 2048;

  /**
   * Checks the URL.
   *
   * @throws IllegalArgumentException where it is no such place; the message does not repeat it
   */
  public IssuerUrl {
    if (value.getHost() == null
        || value.getRawUserInfo() != null
        || value.getRawFragment() != null
        || value.toString().length() > LONGEST
        || !isSafe(value)) {
      throw refused();
    }
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException where it is no such place; the message does not repeat it
   */
  public static IssuerUrl parse(String text) {
    try {
      return new IssuerUrl(new URI(text));
    } catch (URISyntaxException | NumberFormatException e) {
      throw refused();
    }
  }

  private static boolean isSafe(URI url) {
    return "https".equals(url.getScheme())
        || ("http".equals(url.getScheme()) && isLoopback(url.getHost()));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || (InetAddresses.isUriInetAddress(host)
            && InetAddresses.forUriString(host).isLoopbackAddress());
  }

  private static IllegalArgumentException refused() {
    return new IllegalArgumentException(
        "not a place to ask for keys (expected: https://HOST[:PORT][/PATH]; http:// to this machine"
            + " only)");
  }

  /** Where the issuer describes itself, by OpenID Connect Discovery. */
  URL description() throws MalformedURLException {
    String base = value.toString();
    return new URL(
        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
            + "/.well-known/openid-configuration");
  }

  URL url() throws MalformedURLException {
    return value.toURL();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
