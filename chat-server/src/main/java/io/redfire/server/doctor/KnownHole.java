package io.redfire.server.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A published hole in Redis or Valkey, and the first release of each line that mends it.
 *
 * <p>A line of releases that is not named and older than a named one was given up without the fix;
 * one that is newer than all of them came with it. The sources are in {@code docs/operations.md}.
 *
 * @param name how it is known
 * @param harm what it lets somebody do
 * @param mended the first mended release of each line
 */
record KnownHole(String name, String harm, List<Version> mended) {
  /** When the lists below were last compared with the release notes. */
  static final String KNOWN_UNTIL = "August 2026";

  private static final String RUN_CODE_BY_LUA = "a Lua script may run code in Redis";
  private static final String RUN_CODE = "who is logged in may run code in Redis";

  static final List<KnownHole> REDIS =
      List.of(
          hole("CVE-2024-31449", RUN_CODE_BY_LUA, "7.2.6 7.4.1"),
          hole("CVE-2024-46981", RUN_CODE_BY_LUA, "7.2.7 7.4.2"),
          hole("CVE-2025-21605", "a stranger may use up the memory", "7.2.8 7.4.3"),
          hole("CVE-2025-32023", RUN_CODE, "7.2.10 7.4.5 8.0.3"),
          hole("CVE-2025-49844", RUN_CODE_BY_LUA, "7.2.11 7.4.6 8.0.4 8.2.2"),
          hole("CVE-2026-23479", RUN_CODE, "7.2.14 7.4.9 8.2.6 8.4.3 8.6.3"),
          hole(
              "the hole in RESTORE of July 2026",
              RUN_CODE,
              "7.2.15 7.4.10 8.2.8 8.4.5 8.6.5 8.8.1"),
          hole(
              "the holes of August 2026",
              "keys that an ACL denies may be read, and replication data may run code",
              "7.2.16 7.4.11 8.2.9 8.4.6 8.6.6 8.8.2 8.10.1"));

  static final List<KnownHole> VALKEY =
      List.of(
          hole("CVE-2024-31449", RUN_CODE_BY_LUA, "7.2.7 8.0.1"),
          hole("CVE-2025-49844", RUN_CODE_BY_LUA, "7.2.11 8.0.6 8.1.4"),
          hole(
              "CVE-2026-21863",
              "a stranger at the cluster bus may stop it",
              "7.2.12 8.0.7 8.1.6 9.0.2"),
          hole("CVE-2026-23479", RUN_CODE, "7.2.13 8.0.9 8.1.7 9.0.4"));

  /** True if that release has it. */
  boolean isIn(Version version) {
    return mendedIn(version)
        .map(fix -> version.compareTo(fix) < 0)
        .orElseGet(() -> mended.stream().anyMatch(fix -> fix.compareTo(version) > 0));
  }

  /** The first release of that version's own line without it; empty where there is none. */
  Optional<Version> mendedIn(Version version) {
    return mended.stream().filter(fix -> fix.line().equals(version.line())).findFirst();
  }

  private static KnownHole hole(String name, String harm, String mended) {
    return new KnownHole(
        name,
        harm,
        Stream.of(mended.split(" ")).map(text -> Version.parse(text).orElseThrow()).toList());
  }
}
