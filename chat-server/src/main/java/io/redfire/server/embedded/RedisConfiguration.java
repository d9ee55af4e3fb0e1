package io.redfire.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;

/**
 * The configuration file of an embedded Redis.
 *
 * @param directory where it keeps its data
 * @param port the port on loopback
 * @param password what its one user has to know
 */
record RedisConfiguration(Path directory, int port, RedisPassword password) {
  static final String FILE = "redis.conf";

  String text() {
    return """
        # Written by redfire-server at each start; changes are lost.
        bind 127.0.0.1
        port %d
        protected-mode yes
        daemonize no
        dir %s

        # An acknowledged message is on disk.
        appendonly yes
        appendfsync always
        no-appendfsync-on-rewrite no
        aof-use-rdb-preamble yes
        aof-load-truncated yes
        save ""

        # Nothing is thrown away to make room, and big keys do not stall the rest when they expire.
        maxmemory-policy noeviction
        lazyfree-lazy-expire yes

        # Commands that could lose or leak everything are off. INFO, ROLE and CONFIG GET only look.
        enable-debug-command no
        enable-module-command no
        enable-protected-configs no
        user default on #%s ~* &* +@all -@dangerous +info +role +config|get
        """
        .formatted(port, quoted(directory.toString()), password.sha256());
  }

  /** As Redis reads it back, whatever the name of the directory holds. */
  static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte b : value.getBytes(UTF_8)) {
      if (b == '"' || b == '\\') {
        quoted.append('\\').append((char) b);
      } else if (b >= ' ' && b <= '~') {
        quoted.append((char) b);
      } else {
        quoted.append("\\x%02x".formatted(b));
      }
    }
    return quoted.append('"').toString();
  }
}
