package io.redfire.server.doctor;

import java.util.Arrays;
import java.util.List;

/** Who gets in. */
final class ExposureCheck implements Check {

  @Override
  public String about() {
    return "access";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    if (!isOpen(server)) {
      return List.of(Finding.ok(about(), "nobody gets in without a password"));
    }
    boolean guarded = server.setting("protected-mode").equals("yes");
    String bind = server.setting("bind");
    if (guarded || onlyHere(bind)) {
      return List.of(
          Finding.note(
              about(),
              "the user 'default' needs no password, and only this machine gets in",
              "every program here may read and write all rooms"));
    }
    return List.of(
        Finding.problem(
            about(),
            "the user 'default' needs no password, bind is '" + bind + "', protected-mode is no",
            "user default off, and a user with a password for Redfire; or bind 127.0.0.1",
            "whoever reaches the port may read and write all rooms"));
  }

  private static boolean isOpen(RedisServer server) {
    boolean cameInSo = server.address().password().isEmpty() && server.address().user().isEmpty();
    if (cameInSo) {
      return true;
    }
    List<String> flags = Answers.texts(server.ask("ACL", "GETUSER", "default"), "flags");
    return flags.contains("on") && flags.contains("nopass");
  }

  private static boolean onlyHere(String bind) {
    return !bind.isEmpty()
        && Arrays.stream(bind.split(" "))
            .map(address -> address.startsWith("-") ? address.substring(1) : address)
            .allMatch(address -> address.startsWith("127.") || address.equals("::1"));
  }
}
