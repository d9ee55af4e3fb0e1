package io.redfire.server.doctor;

import java.util.List;

/** What of an acknowledged message outlives the Redis process and the power. */
final class PersistenceCheck implements Check {

  @Override
  public String about() {
    return "persistence";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    String sync = server.setting("appendfsync");
    if (!server.setting("appendonly").equals("yes")) {
      return List.of(withoutFile(server.setting("save")));
    }
    return List.of(
        switch (sync) {
          case "always" -> synced(server.setting("no-appendfsync-on-rewrite"));
          case "everysec" ->
              Finding.ok(
                  about(),
                  "appendonly yes, appendfsync everysec: acknowledged as ACCEPTED; a power cut may"
                      + " take the last two seconds");
          default ->
              Finding.warning(
                  about(),
                  "appendfsync is " + sync,
                  "appendfsync everysec",
                  "a power cut may take half a minute");
        });
  }

  private Finding withoutFile(String save) {
    return save.isEmpty()
        ? Finding.problem(
            about(),
            "nothing is kept on disk",
            "appendonly yes",
            "a restart empties all rooms, and a primary that comes back empty empties its replicas")
        : Finding.problem(
            about(),
            "appendonly is no; only snapshots are kept (save " + save + ")",
            "appendonly yes",
            "a crash of Redis takes acknowledged messages since the last snapshot");
  }

  private Finding synced(String notOnRewrite) {
    return notOnRewrite.equals("yes")
        ? Finding.warning(
            about(),
            "appendfsync always, but no-appendfsync-on-rewrite is yes",
            "no-appendfsync-on-rewrite no",
            "nothing is synced while the file is rewritten, so messages are acknowledged as"
                + " ACCEPTED only")
        : Finding.ok(about(), "appendonly yes, appendfsync always: acknowledged as ON_DISK");
  }
}
