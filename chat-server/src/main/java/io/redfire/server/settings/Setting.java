package io.redfire.server.settings;

import java.util.Locale;
import java.util.Optional;

/** Everything that the server can be told, by the same name in each place. */
enum Setting {
  LISTEN(
      Section.CLIENTS,
      "HOST:PORT",
      "127.0.0.1:7400",
      "Where to accept clients. Port 0 lets the system choose. There is no TLS: for anything but"
          + " this machine put a proxy with TLS in front."),

  REDIS(
      Section.REDIS,
      "URL",
      "the server starts one of its own",
      "The Redis to use: redis://[USER@]HOST[:PORT][/DB], unix:///PATH[?db=N] or HOST:PORT;"
          + " redis+sentinel://[USER@]HOST[:PORT],…/MASTER[/DB] names Sentinels,"
          + " redis+cluster://[USER@]HOST[:PORT],… some servers of a cluster. rediss for TLS. A"
          + " password may be in the URL only where it comes from REDFIRE_REDIS or the file."),
  REDIS_PASSWORD_FILE(
      Section.REDIS,
      "FILE",
      "no password",
      "The file that holds the password for --redis and that only its owner can read."),
  SENTINEL_PASSWORD_FILE(
      Section.REDIS,
      "FILE",
      "no password",
      "The file that holds the password of the Sentinels and that only its owner can read."),
  REDIS_PREFIX(
      Section.REDIS,
      "PREFIX",
      "none",
      "Put this before every key and channel, where the Redis is shared with other programs."),

  DATA_DIR(
      Section.OWN_REDIS,
      "DIR",
      "$XDG_DATA_HOME/redfire or ~/.local/share/redfire",
      "Where the server's own Redis keeps its data. One server at a time."),
  EMBEDDED_REDIS(
      Section.OWN_REDIS,
      "WHICH",
      "auto",
      "Which redis-server to run: 'installed' is the one on the PATH (7.0 or newer), 'bundled' the"
          + " one in this program, 'auto' the first of these that there is."),

  ACK(
      Section.REST,
      "LEVEL",
      "accepted",
      "How safe a message is to be before it is acknowledged, where its sender does not say:"
          + " 'accepted' as soon as Redis has it, which tells ON_DISK where Redis syncs its disk"
          + " before it answers, or 'replicated:K' once K replicas have it too, or a second has"
          + " passed. See docs/durability.md."),
  METRICS_LISTEN(
      Section.REST,
      "HOST:PORT",
      "127.0.0.1:7401, or a free port where that is in use",
      "Where Prometheus may read the server's metrics, at /metrics; 'off' for nowhere. Port 0 lets"
          + " the system choose."),
  RETAIN(
      Section.REST,
      "N",
      "0",
      "Keep the newest N entries of each room and drop older ones. 0 keeps all."),
  CONFIG(
      Section.REST,
      "FILE",
      "none",
      "Read settings from this file, such as: listen = \"0.0.0.0:7400\""),
  LOG_LEVEL(Section.REST, "LEVEL", "info", "How much to log: error, warn, info or debug.");

  private final Section section;
  private final String label;
  private final String usual;
  private final String description;

  Setting(Section section, String label, String usual, String description) {
    this.section = section;
    this.label = label;
    this.usual = usual;
    this.description = description;
  }

  /** A part of the help text. */
  enum Section {
    CLIENTS("For clients"),
    REDIS("A Redis of yours"),
    OWN_REDIS("A Redis of its own, without --redis"),
    REST("The rest");

    private final String heading;

    Section(String heading) {
      this.heading = heading;
    }

    String heading() {
      return heading;
    }
  }

  Section section() {
    return section;
  }

  /** What stands for the value in the help text. */
  String label() {
    return label;
  }

  /** What holds where nothing is told, in words. */
  String usual() {
    return usual;
  }

  String description() {
    return description;
  }

  /** The name in the file. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String flag() {
    return "--" + key();
  }

  /** The name of the environment variable. */
  String variable() {
    return "REDFIRE_" + name();
  }

  static Optional<Setting> ofKey(String key) {
    for (Setting setting : values()) {
      if (setting.key().equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }
}
