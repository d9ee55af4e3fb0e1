package io.redfire.server.settings;

import java.util.Locale;
import java.util.Optional;

/** Everything that the server can be told, by the same name in each place. */
enum Setting {
  LISTEN(
      Section.CLIENTS,
      "HOST:PORT",
      "127.0.0.1:7400",
      "Where to accept clients. Port 0 lets the system choose. Anything but this machine"
          + " wants TLS."),
  TLS_CERT(
      Section.CLIENTS,
      "FILE",
      "no TLS",
      "The server's certificate, and after it those between it and its authority, as PEM. Read"
          + " again when it changes."),
  TLS_KEY(
      Section.CLIENTS,
      "FILE",
      "no TLS",
      "The key of that certificate, as PEM (PKCS#8, no passphrase), in a file that only its owner"
          + " can read."),
  TLS_CLIENT_CA(
      Section.CLIENTS,
      "FILE",
      "clients need no certificate",
      "Take only clients that show a certificate of one of the authorities in this file (PEM)."),
  PLAINTEXT(
      Section.CLIENTS,
      "WHETHER",
      "refuse",
      "Whether to listen without TLS where other machines can connect: 'refuse', or 'allow', where"
          + " a proxy brings the TLS and nobody else reaches this port."),

  HTTP_LISTEN(
      Section.CLIENTS,
      "HOST:PORT",
      "127.0.0.1:7402, or a free port where that is in use",
      "Where programs may post to incoming webhooks over HTTP, with the same TLS; 'off' for"
          + " nowhere. Port 0 lets the system choose."),
  WEBHOOK_PRIVATE_ADDRESSES(
      Section.CLIENTS,
      "WHETHER",
      "refuse",
      "Whether outgoing webhooks may post to this machine and to private networks: 'refuse', or"
          + " 'allow', where whoever keeps a room's webhooks may reach what is there."),

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
  REDIS_CA(
      Section.REDIS,
      "FILE",
      "those that Java trusts",
      "The certificate authorities that vouch for a rediss:// Redis, as PEM."),
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

  GUESTS(
      Section.ACCOUNTS,
      "WHICH",
      "allow on this machine, else deny",
      "Whether anybody without an account may come in, under any name that is no account's: 'allow'"
          + " or 'deny'."),
  REGISTRATION(
      Section.ACCOUNTS,
      "WHICH",
      "open on this machine, else closed",
      "Who may make an account: 'open' is everybody, 'closed' whoever has a code of an"
          + " administrator's."),

  OIDC_ISSUER(
      Section.ISSUER,
      "URL",
      "nobody",
      "Believe tokens (JWT) that this OpenID Connect issuer signed: https://HOST[:PORT][/PATH],"
          + " exactly as its tokens name it; http:// to this machine only."),
  OIDC_AUDIENCE(
      Section.ISSUER,
      "TEXT",
      "none; needed beside --oidc-issuer",
      "Whom the tokens have to be meant for."),
  OIDC_JWKS_URL(
      Section.ISSUER,
      "URL",
      "as the issuer describes itself",
      "Where the issuer's public keys are."),
  OIDC_ALGORITHMS(
      Section.ISSUER,
      "LIST",
      "RS256,ES256",
      "How the tokens may be signed, parted by commas: RS256, RS384, RS512, PS256, PS384, PS512,"
          + " ES256, ES384, ES512."),
  OIDC_USER_CLAIM(
      Section.ISSUER,
      "NAME",
      "preferred_username",
      "Which claim of a token holds the user's name. Who that is, the claim sub tells: a name that"
          + " becomes another's there does not get the account."),
  MAX_CONNECTIONS(
      Section.LIMITS,
      "N",
      "20000",
      "Connections of clients in all. One more is closed as it comes. Each takes an open file."),
  MAX_CONNECTIONS_PER_ADDRESS(
      Section.LIMITS,
      "N",
      "256",
      "Connections from one IPv4 address or IPv6 /64. This machine has no such limit. Behind a"
          + " proxy all clients come from its address: raise it there, and limit them in the"
          + " proxy."),
  MAX_STREAMS_PER_USER(
      Section.LIMITS, "N", "64, or 0 on this machine", "Open streams of one user on a node."),
  MAX_ROOMS_PER_USER(Section.LIMITS, "N", "1000", "Rooms that one user is a member of."),
  MAX_TEXT_BYTES(
      Section.LIMITS,
      "N",
      "8192",
      "Bytes of a message's text in UTF-8, at most 32768. Clients are told when they connect. Give"
          + " all nodes the same."),
  SEND_RATE(
      Section.LIMITS,
      "RATE",
      "60/2s, or off on this machine",
      "Messages of one user, over all nodes: 60/2s is 60 at once and 30 a second on and on."),
  ROOM_SEND_RATE(
      Section.LIMITS,
      "RATE",
      "400/2s, or off on this machine",
      "Messages in one room, over all nodes."),
  LOG_IN_RATE(
      Section.LIMITS,
      "RATE",
      "10/10m",
      "Tries to log in to one account; and, counted apart, to change its password."),
  LOG_IN_ADDRESS_RATE(
      Section.LIMITS,
      "RATE",
      "60/10m",
      "Tries to log in from one address, counted as connections are."),
  REGISTRATION_RATE(
      Section.LIMITS,
      "RATE",
      "10/1h",
      "Tries to register from one address, counted as connections are."),
  ROOM_CREATION_RATE(Section.LIMITS, "RATE", "20/1h", "Rooms, and invite codes, of one user."),
  TYPING_RATE(Section.LIMITS, "RATE", "20/10s", "Signs that one user types."),
  HISTORY_RATE(
      Section.LIMITS,
      "RATE",
      "200/10s, or off on this machine",
      "Pages of history and of the list of rooms that one user reads, by calls or on a stream that"
          + " is far behind, which then waits."),
  SEARCH_RATE(
      Section.LIMITS,
      "RATE",
      "30/10s, or off on this machine",
      "Searches of one user; each page of one counts."),
  MAX_ATTACHMENT_BYTES(
      Section.LIMITS,
      "N",
      "26214400",
      "Bytes of one attachment, at most 1073741824. Give all nodes the same. Attachments stay in"
          + " Redis' memory unless --blobs says otherwise."),
  MAX_ROOM_ATTACHMENT_BYTES(
      Section.LIMITS,
      "N",
      "1073741824, or 0 on this machine",
      "Bytes of all attachments that one room holds."),
  MAX_UPLOADS_PER_USER(
      Section.LIMITS,
      "N",
      "16, or 0 on this machine",
      "Uploads of one user that are under way; one that is not ended counts for a day."),
  UPLOAD_RATE(
      Section.LIMITS,
      "RATE",
      "1000000/24h, or off on this machine",
      "KiB that one user uploads, over all nodes."),

  SEARCH(
      Section.SEARCH,
      "WHETHER",
      "on",
      "Whether messages can be searched: 'on', with an index of the rooms that are searched, or"
          + " 'off'."),
  SEARCH_DIR(
      Section.SEARCH,
      "DIR",
      "search in --data-dir, temporary with --redis",
      "Where the index is kept from one run to the next. One server at a time. To delete it is"
          + " always right: it is made anew from the rooms."),
  SEARCH_MAX_BYTES(
      Section.SEARCH,
      "N",
      "4294967296, 268435456 in a temporary directory",
      "About how large the index may become. Beyond that the rooms that nobody searched for the"
          + " longest time are dropped from it."),

  BLOBS(
      Section.REST,
      "WHERE",
      "redis",
      "Where the bytes of attachments are kept: 'redis'; a directory that all nodes share, as"
          + " file:///PATH; or a bucket, as s3://BUCKET/PREFIX?endpoint=URL&region=NAME, with"
          + " credentials from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS's own files, and"
          + " the endpoint only where it is not AWS's. Uploads that are under way are in Redis"
          + " either way."),
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
    ACCOUNTS("Accounts ('on this machine' is where --listen is loopback)"),
    ISSUER("Accounts of an outside issuer"),
    LIMITS("Limits (0 or 'off' for none; 'on this machine' is where --listen is loopback)"),
    SEARCH("Search"),
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
