package io.redfire.core.redis;

import io.redfire.core.redis.RedisAddress.Cluster;
import io.redfire.core.redis.RedisAddress.Place;
import io.redfire.core.redis.RedisAddress.Sentinels;
import io.redfire.core.redis.RedisAddress.Tcp;
import io.redfire.core.redis.RedisAddress.UnixSocket;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads one address. By hand, as {@link java.net.URI} refuses host names with {@code _}. */
record RedisAddressParser(String text, Optional<String> given) {
  private static final String EXPECTED =
      "redis://[USER@]HOST[:PORT][/DB], redis+sentinel://[USER@]HOST[:PORT],…/MASTER[/DB],"
          + " redis+cluster://[USER@]HOST[:PORT],…, each with rediss for TLS,"
          + " unix:///PATH[?db=N] or HOST:PORT";
  private static final int REDIS_PORT = 6379;
  private static final int SENTINEL_PORT = 26379;

  RedisAddress parse() {
    if (!text.codePoints().allMatch(PercentCoding::isVisible)) {
      throw refused("holds a space or a control character");
    }
    int end = text.indexOf("://");
    String scheme = end < 0 ? "" : text.substring(0, end);
    String rest = end < 0 ? text : text.substring(end + "://".length());
    boolean tls = scheme.startsWith("rediss");
    return switch (scheme) {
      case "redis", "rediss" -> single(rest, tls);
      case "redis+sentinel", "rediss+sentinel" -> sentinels(rest, tls);
      case "redis+cluster", "rediss+cluster" -> cluster(rest, tls);
      case "unix" -> unix(rest);
      default -> bare();
    };
  }

  private RedisAddress bare() {
    if (text.contains("://")) {
      throw refused("is of a kind that is not known");
    }
    if (text.contains("/") || text.contains("@") || !text.contains(":")) {
      throw refused("is not an address");
    }
    return single(text, false);
  }

  private RedisAddress single(String rest, boolean tls) {
    String[] parts = places(rest).split("/", 2);
    return with(tcp(parts[0], REDIS_PORT, tls), database(parts.length == 1 ? "" : parts[1]));
  }

  private RedisAddress sentinels(String rest, boolean tls) {
    String[] parts = places(rest).split("/", 3);
    String master = parts.length == 1 ? "" : decoded(parts[1]);
    if (!master.matches("[A-Za-z0-9._-]+")) {
      throw refused("does not say by which name its Sentinels know the primary");
    }
    return with(
        new Sentinels(list(parts[0], SENTINEL_PORT, tls), master),
        database(parts.length == 2 ? "" : parts[2]));
  }

  private RedisAddress cluster(String rest, boolean tls) {
    String[] parts = places(rest).split("/", 2);
    if (parts.length == 2 && !parts[1].isEmpty()) {
      throw refused("has a database, and a cluster has but one");
    }
    return with(new Cluster(list(parts[0], REDIS_PORT, tls)), 0);
  }

  /** What follows the user. */
  private String places(String rest) {
    if (rest.contains("?") || rest.contains("#")) {
      throw refused("has a '?' or '#', which mean nothing here");
    }
    return rest.substring(rest.lastIndexOf('@') + 1);
  }

  private List<Tcp> list(String places, int usualPort, boolean tls) {
    return Stream.of(places.split(",", -1)).map(place -> tcp(place, usualPort, tls)).toList();
  }

  private Tcp tcp(String hostAndPort, int usualPort, boolean tls) {
    int bracket = hostAndPort.lastIndexOf(']');
    int colon = hostAndPort.indexOf(':', Math.max(bracket, 0));
    String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]") && host.contains(":")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains("[") || host.contains("]")) {
      throw refused("has brackets that do not hold an IPv6 address");
    } else if (host.contains(",")) {
      throw refused("names several hosts, as only +sentinel and +cluster do");
    }
    if (host.isEmpty()) {
      throw refused("names no host");
    }
    int port =
        colon < 0
            ? usualPort
            : number(hostAndPort.substring(colon + 1), 1, 65535, "has a port that is not 1 to");
    return new Tcp(host, port, tls);
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
    return with(new UnixSocket(socket(decoded(path))), database(database));
  }

  private Path socket(String path) {
    try {
      Path socket = Path.of(path);
      if (socket.getFileName() != null) {
        return socket;
      }
    } catch (InvalidPathException unnameable) {
      throw refused("names a path that this system cannot have");
    }
    throw refused("names no absolute path");
  }

  private RedisAddress with(Place place, int database) {
    String userInfo = userInfo(text);
    int colon = userInfo.indexOf(':');
    String name = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
    Optional<String> own =
        colon < 0 ? Optional.empty() : Optional.of(decoded(userInfo.substring(colon + 1)));
    if (own.isPresent() && given.isPresent()) {
      throw refused("carries a password, and another one is given beside it");
    }
    return new RedisAddress(
        place,
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
      return PercentCoding.decoded(part);
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
    String harmless = cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "�");
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
