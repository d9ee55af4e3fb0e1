package io.redfire.server.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether Redis' last writes to its disk went well. */
final class DiskCheck implements Check {

  @Override
  public String about() {
    return "disk";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    List<Finding> findings = new ArrayList<>();
    if (failed(server, "aof_last_write_status")) {
      findings.add(
          problem("the last write to the append-only file failed", "Redis refuses all messages"));
    }
    if (failed(server, "aof_last_bgrewrite_status")) {
      findings.add(
          Finding.warning(
              about(),
              "the last rewrite of the append-only file failed",
              "make room on the disk, see Redis' log, then BGREWRITEAOF",
              "the file grows without end"));
    }
    if (failed(server, "rdb_last_bgsave_status")) {
      findings.add(
          problem(
              "the last snapshot failed",
              "with stop-writes-on-bgsave-error Redis refuses all messages"));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(about(), "the last writes went well"))
        : findings;
  }

  private Finding problem(String found, String why) {
    return Finding.problem(about(), found, "make room on the disk, see Redis' log", why);
  }

  private static boolean failed(RedisServer server, String field) {
    return server.info().getOrDefault(field, "ok").equals("err");
  }
}
