package io.redfire.server.outgoing;

import com.google.common.net.InetAddresses;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where an outgoing webhook posts: an address of http or https. Immutable; its text form shows no
 * path, which may hold a secret of the receiver's.
 *
 * @param secure whether it is https
 * @param host a name, or an address without brackets
 * @param target the path and the query
 */
public record HookUrl(boolean secure, String host, int port, String target) {
  /** A name that ends in a number is none, but an address to many programs. */
  private static final Pattern NUMBER = Pattern.compile("(^|\\.)([0-9]+|0[xX][0-9a-fA-F]*)\\.?$");

  private static final int LONGEST = 1024;
  private static final int MOST_PORT = 65_535;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /**
   * Reads it. Whether the host's address may be posted to is found out when it is.
   *
   * @throws IllegalArgumentException where it is none, with what would be right; the message does
   *     not repeat it
   */
  public static HookUrl parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          text.length() + " characters (expected: at most " + LONGEST + ")");
    }
    if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "holds what a URL does not (expected: ASCII, with escapes, and hosts such as xn--…)");
    }
    URI uri = uri(text);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("another scheme (expected: https or http)");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "has a user or a fragment (expected: none; a secret can be in the path)");
    }
    boolean secure = scheme.equals("https");
    int port = uri.getPort() < 0 ? (secure ? HTTPS : HTTP) : uri.getPort();
    return new HookUrl(secure, host(uri), checked(port), target(uri));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException | NumberFormatException e) {
      // The latter at a number of many digits in an address of IPv6.
      throw new IllegalArgumentException("no URL (expected: https://HOST/PATH)", e);
    }
  }

  /**
   * A zone is of this machine, and an IPv4 address has one form here of the many that there are.
   */
  private static String host(URI uri) {
    String host = uri.getHost();
    if (host == null || host.isEmpty() || host.contains("%") || isOddAddress(host)) {
      throw new IllegalArgumentException(
          "no host, or no usual one (expected: https://HOST/PATH with a name or an address)");
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isOddAddress(String host) {
    return NUMBER.matcher(host).find() && !InetAddresses.isInetAddress(host);
  }

  private static int checked(int port) {
    if (port == 0 || port > MOST_PORT) {
      throw new IllegalArgumentException("no such port (expected: 1 to " + MOST_PORT + ")");
    }
    return port;
  }

  private static String target(URI uri) {
    String path = String.valueOf(uri.getRawPath());
    String query = uri.getRawQuery();
    return (path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
  }

  /** The header {@code Host}. */
  public String authority() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == (secure ? HTTPS : HTTP) ? shown : shown + ":" + port;
  }

  @Override
  public String toString() {
    return (secure ? "https://" : "http://") + authority() + "/…";
  }
}
