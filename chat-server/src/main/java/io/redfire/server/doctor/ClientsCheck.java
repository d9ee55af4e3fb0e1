package io.redfire.server.doctor;

import java.util.List;

/** Whether nodes still find a free connection. */
final class ClientsCheck implements Check {
  private static final int NEARLY_FULL = 80;

  @Override
  public String about() {
    return "connections";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    long connected = server.count("connected_clients");
    long most = RedisServer.number(server.setting("maxclients"));
    String found = connected + " of maxclients " + most;
    return List.of(
        connected * 100 >= most * NEARLY_FULL
            ? Finding.warning(
                about(),
                found,
                "maxclients 10000, and as many open files for Redis",
                "a node uses about twenty, and cannot work without them")
            : Finding.ok(about(), found));
  }
}
