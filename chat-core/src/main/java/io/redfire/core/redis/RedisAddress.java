package io.redfire.core.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a Redis listens and as whom to log in there.
 *
 * <p>An immutable value, safe to share. Its text form never shows the password, so it may be logged
 * and printed.
 *
 * @param endpoint the place
 * @param user the ACL user; empty means the user {@code default}
 * @param password the user's password; empty where Redis asks for none
 * @param database the number of the database, 0 unless told
 */
public record RedisAddress(
    Endpoint endpoint, Optional<String> user, Optional<String> password, int database) {

  private static final String EXPECTED =
      "redis://[USER@]HOST[:PORT][/DB], rediss://… for TLS, unix:///PATH[?db=N] or HOST:PORT";
  private static final int DEFAULT_PORT = 6379;

  /** A place where a Redis listens. */
  public sealed interface Endpoint permits Tcp, UnixSocket {}

  /**
   * A TCP port.
   *
   * @param host a name or an IP address; an IPv6 address has no brackets here
   * @param port 1 to 65535
   * @param tls true if the connection is TLS, with the certificate's host name checked
   */
  public record Tcp(String host, int port, boolean tls) implements Endpoint {
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** A Unix domain socket. */
  public record UnixSocket(Path path) implements Endpoint {}

  /** An address of a Redis without TLS, for its user {@code default} and database 0. */
  public static RedisAddress tcp(String host, int port, Optional<String> password) {
    return new RedisAddress(new Tcp(host, port, false), Optional.empty(), password, 0);
  }

  /**
   * Reads an address as {@code --redis} takes it.
   *
   * @param text {@code redis://}, {@code rediss://}, {@code unix://} or a bare {@code HOST:PORT}
   * @param password the password from elsewhere, such as a file
   * @throws IllegalArgumentException if the text is not an address, or if it carries a password and
   *     another one is given; the message says what was expected and never shows a password
   */
  public static RedisAddress parse(String text, Optional<String> password) {
    return new Parser(text, password).parse();
  }

  /**
   * Tells whether the text has a password in it, or looks as if it had; then it may come from the
   * environment or from a file, but not from a flag that every user of the machine can see.
   */
  public static boolean carriesPassword(String text) {
    return Parser.userInfo(text).contains(":");
  }

  /** As {@code redis-cli -u} takes it, without the password. */
  @Override
  public String toString() {
    String at = user.map(name -> name + "@").orElse("");
    if (endpoint instanceof Tcp tcp) {
      return (tcp.tls() ? "rediss://" : "redis://")
          + at
          + tcp
          + (database == 0 ? "" : "/" + database);
    }
    Path path = ((UnixSocket) endpoint).path();
    return "unix://" + at + path + (database == 0 ? "" : "?db=" + database);
  }

  /** Reads one address. By hand, as {@link java.net.URI} refuses host names with {@code _}. */
  private record Parser(String text, Optional<String> given) {

    RedisAddress parse() {
      text.chars()
          .filter(c -> Character.isISOControl(c) || Character.isWhitespace(c))
          .findFirst()
          .ifPresent(
              c -> {
                throw refused("holds a space or a control character");
              });
      if (text.startsWith("redis://")) {
        return tcp(text.substring("redis://".length()), false);
      }
      if (text.startsWith("rediss://")) {
        return tcp(text.substring("rediss://".length()), true);
      }
      if (text.startsWith("unix://")) {
        return unix(text.substring("unix://".length()));
      }
      if (text.contains("://")) {
        throw refused("is of a kind that is not known");
      }
      if (text.contains("/") || text.contains("@") || !text.contains(":")) {
        throw refused("is not an address");
      }
      return tcp(text, false);
    }

    private RedisAddress tcp(String rest, boolean tls) {
      if (rest.contains("?") || rest.contains("#")) {
        throw refused("has a '?' or '#', which mean nothing here");
      }
      String info = userInfo(text);
      String place = rest.substring(rest.lastIndexOf('@') + 1);
      int slash = place.indexOf('/');
      String hostAndPort = slash < 0 ? place : place.substring(0, slash);
      String database = slash < 0 ? "" : place.substring(slash + 1);

      int bracket = hostAndPort.lastIndexOf(']');
      int colon = hostAndPort.indexOf(':', Math.max(bracket, 0));
      String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]") && host.contains(":")) {
        host = host.substring(1, host.length() - 1);
      } else if (host.contains("[") || host.contains("]")) {
        throw refused("has brackets that do not hold an IPv6 address");
      }
      if (host.isEmpty()) {
        throw refused("names no host");
      }
      int port =
          colon < 0
              ? DEFAULT_PORT
              : number(hostAndPort.substring(colon + 1), 1, 65535, "has a port that is not 1 to");
      return with(new Tcp(host, port, tls), info, database(database));
    }

    private RedisAddress unix(String rest) {
      int slash = rest.indexOf('/');
      if (slash < 0 || slash + 1 == rest.length() || (slash > 0 && rest.charAt(slash - 1) != '@')) {
        throw refused("names no absolute path");
      }
      int query = rest.indexOf('?', slash);
      String path = query < 0 ? rest.substring(slash) : rest.substring(slash, query);
      String database = "";
      if (query >= 0) {
        String what = rest.substring(query + 1);
        if (!what.startsWith("db=")) {
          throw refused("may have nothing but db=N after the '?'");
        }
        database = what.substring("db=".length());
      }
      Path socket = Path.of(decoded(path));
      return with(new UnixSocket(socket), userInfo(text), database(database));
    }

    private RedisAddress with(Endpoint endpoint, String userInfo, int database) {
      int colon = userInfo.indexOf(':');
      String name = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
      Optional<String> own =
          colon < 0 ? Optional.empty() : Optional.of(decoded(userInfo.substring(colon + 1)));
      if (own.isPresent() && given.isPresent()) {
        throw refused("carries a password, and another one is given beside it");
      }
      return new RedisAddress(
          endpoint,
          name.isEmpty() ? Optional.empty() : Optional.of(name),
          own.or(() -> given),
          database);
    }

    private int database(String digits) {
      return digits.isEmpty()
          ? 0
          : number(digits, 0, 999_999, "has a database that is not a number from 0 to");
    }

    private int number(String digits, int least, int most, String complaint) {
      if (digits.matches("[0-9]{1,6}")) {
        int value = Integer.parseInt(digits);
        if (value >= least && value <= most) {
          return value;
        }
      }
      throw refused(complaint + " " + most);
    }

    private String decoded(String part) {
      try {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw refused("has a '%' that two hex digits do not follow");
      }
    }

    private IllegalArgumentException refused(String complaint) {
      return new IllegalArgumentException(
          "'" + shown() + "' " + complaint + " (expected: " + EXPECTED + ")");
    }

    /** The text as a message may show it: without passwords, controls and unusual length. */
    private String shown() {
      String info = userInfo(text);
      int at = text.indexOf("://") < 0 ? 0 : text.indexOf("://") + "://".length();
      String open =
          info.contains(":")
              ? text.substring(0, at) + "…" + text.substring(at + info.length())
              : text;
      int query = open.indexOf('?');
      String cut = query < 0 ? open : open.substring(0, query + 1) + "…";
      String harmless = cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "�");
      return harmless.length() <= 200 ? harmless : harmless.substring(0, 200) + "…";
    }

    /** What stands before the last {@code @}; broader than well-formed, so that nothing slips. */
    static String userInfo(String text) {
      int scheme = text.indexOf("://");
      String rest = scheme < 0 ? text : text.substring(scheme + "://".length());
      if (text.startsWith("unix://")) {
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        return authority.endsWith("@") ? authority.substring(0, authority.length() - 1) : authority;
      }
      int at = rest.lastIndexOf('@');
      return at < 0 ? "" : rest.substring(0, at);
    }
  }
}
