package io.redfire.core.redis;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a Redis is, alone or as several servers, and as whom to log in there.
 *
 * <p>An immutable value, safe to share. Its text form never shows the password, so it may be logged
 * and printed.
 *
 * @param place the place
 * @param user the ACL user; empty means the user {@code default}
 * @param password the user's password; empty where Redis asks for none
 * @param database the number of the database, 0 unless told
 */
public record RedisAddress(
    Place place, Optional<String> user, Optional<String> password, int database) {

  /** One server, or several of which each room's log is on one. */
  public sealed interface Place permits Endpoint, Sentinels, Cluster {
    /** Whether connections there are TLS. */
    boolean tls();
  }

  /** A place where one Redis server listens. */
  public sealed interface Endpoint extends Place permits Tcp, UnixSocket {}

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
  public record UnixSocket(Path path) implements Endpoint {
    @Override
    public boolean tls() {
      return false;
    }
  }

  /**
   * Sentinels that know which server is the primary.
   *
   * @param sentinels where they listen, as {@link Tcp} is; with its TLS, if any
   * @param master the name by which they know the primary and its replicas
   */
  public record Sentinels(List<Tcp> sentinels, String master) implements Place {
    /** Checks and copies. */
    public Sentinels {
      sentinels = List.copyOf(sentinels);
    }

    @Override
    public boolean tls() {
      return sentinels.get(0).tls();
    }
  }

  /**
   * A Redis Cluster.
   *
   * @param seeds servers of it, from which the others are found; with their TLS, if any
   */
  public record Cluster(List<Tcp> seeds) implements Place {
    /** Checks and copies. */
    public Cluster {
      seeds = List.copyOf(seeds);
    }

    @Override
    public boolean tls() {
      return seeds.get(0).tls();
    }
  }

  /** An address of a Redis without TLS, for its user {@code default} and database 0. */
  public static RedisAddress tcp(String host, int port, Optional<String> password) {
    return new RedisAddress(new Tcp(host, port, false), Optional.empty(), password, 0);
  }

  /**
   * Reads an address as {@code --redis} takes it.
   *
   * @param text {@code redis://}, {@code redis+sentinel://}, {@code redis+cluster://}, the same
   *     with {@code rediss}, {@code unix://} or a bare {@code HOST:PORT}
   * @param password the password from elsewhere, such as a file
   * @throws IllegalArgumentException if the text is not an address, or if it carries a password and
   *     another one is given; the message says what was expected and never shows a password
   */
  public static RedisAddress parse(String text, Optional<String> password) {
    return new RedisAddressParser(text, password).parse();
  }

  /**
   * Tells whether the text has a password in it, or looks as if it had; then it may come from the
   * environment or from a file, but not from a flag that every user of the machine can see.
   */
  public static boolean carriesPassword(String text) {
    return RedisAddressParser.userInfo(text).contains(":");
  }

  /** As {@link #parse} takes it, without the password. */
  @Override
  public String toString() {
    String at = user.map(name -> PercentCoding.encoded(name, ":@/?#") + "@").orElse("");
    String slashDatabase = database == 0 ? "" : "/" + database;
    if (place instanceof Tcp tcp) {
      return scheme("", tcp.tls()) + at + tcp + slashDatabase;
    }
    if (place instanceof Sentinels several) {
      return scheme("+sentinel", several.tls())
          + at
          + joined(several.sentinels())
          + "/"
          + several.master()
          + slashDatabase;
    }
    if (place instanceof Cluster cluster) {
      return scheme("+cluster", cluster.tls()) + at + joined(cluster.seeds());
    }
    String path = PercentCoding.encoded(((UnixSocket) place).path().toString(), "?");
    return "unix://" + at + path + (database == 0 ? "" : "?db=" + database);
  }

  private static String scheme(String kind, boolean tls) {
    return (tls ? "rediss" : "redis") + kind + "://";
  }

  private static String joined(List<Tcp> places) {
    return places.stream().map(Tcp::toString).collect(Collectors.joining(","));
  }
}
